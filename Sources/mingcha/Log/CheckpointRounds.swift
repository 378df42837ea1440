import Domain
import Exchange
import Foundation
import Logging
import ServiceLifecycle

/// While the server runs: the log's head is remembered outside the database and shown to the witnesses, now and then.
struct CheckpointRounds: Service {
    let rounds: WitnessRounds
    let interval: Int
    let logger: Logger

    init(_ composition: Composition) throws {
        logger = composition.logger
        rounds = WitnessRounds(
            composition.house, witnesses: try Composition.witnesses(composition.settings), logger: logger)
        interval = try composition.settings.number("log.witness.seconds", in: 1...86_400)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await rounds.round()
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("checkpoint round", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(interval))
            }
        }
    }
}
