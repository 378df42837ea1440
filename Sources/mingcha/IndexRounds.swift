import Index
import Logging
import ServiceLifecycle

/// While the server runs: the index of the subjects is built, then follows what this and other processes change.
struct IndexRounds: Service {
    let index: LiveSubjectIndex?
    let logger: Logger
    /// Between two looks at the change sequence. A page that finds the index behind has it look at once.
    private static let pause = Duration.milliseconds(500)

    init(index: LiveSubjectIndex?, logger: Logger) {
        self.index = index
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var isFirst = true
            while !Task.isCancelled {
                do {
                    let clock = ContinuousClock()
                    let start = clock.now
                    if let round = try await index?.catchUp() {
                        logger.log(
                            level: isFirst || round.subjects > 100_000 ? .info : .debug,
                            "index of subjects",
                            metadata: [
                                "sequence": "\(round.sequence)", "read": "\(round.subjects)", "all": "\(round.all)",
                                "sets.mib": "\(round.bytes.sets >> 20)", "texts.mib": "\(round.bytes.texts >> 20)",
                                "took": "\(clock.now - start)",
                            ])
                        isFirst = false
                    }
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("index of subjects", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: IndexRounds.pause)
            }
        }
    }
}
