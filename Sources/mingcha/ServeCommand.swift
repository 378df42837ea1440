import ArgumentParser
import Domain
import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import UnixSignals
import Web

/// `mingcha serve`: the web server with its housekeeping, stopped gracefully by SIGTERM or Ctrl-C.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "启动网站（默认 http://127.0.0.1:8080）")

    @Option(help: "监听地址。")
    var host: String?

    @Option(help: "监听端口。")
    var port: Int?

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let settings = try await options.settings(["host": host, "port": port.map(String.init)])
            let composition = try await Composition.open(settings, isIndexed: try settings.flag("index"))
            try await ReferenceSeeding(composition.house).run()
            try await CataloguePublishing(composition.house).complete()
            let web = try ServeCommand.configuration(settings)
            let house = composition.house
            let server = WebServer(
                house, configuration: web,
                counts: { house, actor in
                    // Stage → number, by the stage's word.
                    Dictionary(
                        uniqueKeysWithValues: try await Assessing(house).waiting(actor).compactMap { word, count in
                            Stage(rawValue: word).map { ($0, count) }
                        })
                },
                logger: composition.logger)
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [
                        .init(
                            service: try await server.application(),
                            successTerminationBehavior: .gracefullyShutdownGroup),
                        .init(service: Housekeeping(house: house, web: web, logger: composition.logger)),
                        .init(service: try CheckpointRounds(composition)),
                        .init(service: IndexRounds(index: composition.index, logger: composition.logger)),
                        .init(service: DayRounds(house: house, logger: composition.logger)),
                    ],
                    gracefulShutdownSignals: [.sigterm, .sigint], logger: composition.logger))
            if let notes = DemoNotes.read(settings.text("data")) { say(notes) }
            say("明查已启动：http://\(web.host):\(web.port)（按 Ctrl-C 停止）")
            try await group.run()
            await composition.close()
            say("明查已停止。")
        }
    }

    private static func configuration(_ settings: Settings) throws -> WebConfiguration {
        var web = WebConfiguration()
        web.host = settings.text("host")
        web.port = try settings.number("port", in: 1...65_535)
        web.secure = try settings.flag("cookie.secure")
        web.trustsProxy = try settings.flag("proxy.trusted")
        let origin = settings.text("origin")
        web.origin = origin.isEmpty ? nil : origin
        web.sessionIdle = 60 * (try settings.number("session.idle.minutes", in: 1...1440))
        web.sessionAbsolute = 3600 * (try settings.number("session.absolute.hours", in: 1...168))
        web.publicSearches = try settings.number("public.searches", in: 1...1_000_000)
        web.publicFiles = try settings.number("public.files", in: 1...1_000_000)
        web.uploadLimit = (try settings.number("upload.limit.mib", in: 1...4096)) << 20
        web.temporaryDirectory = settings.text("data") + "/uploads"
        let resources = settings.text("resources")
        web.resources = resources.isEmpty ? nil : resources
        return web
    }
}

/// What has to happen now and then while the server runs: sessions that ended are forgotten, subjects whose day of moving
/// has come are moved, and subjects gain and lose the tags that people gave for a time.
struct Housekeeping: Service {
    let house: House
    let web: WebConfiguration
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let now = house.clock.now()
                    let web = web
                    let gone = try await house.storage.housekeep {
                        try $0.access.deleteSessions(
                            createdBefore: now.advanced(bySeconds: -web.sessionAbsolute),
                            idleSince: now.advanced(bySeconds: -web.sessionIdle))
                    }
                    let moved = try await SubjectKeeping(house).carryOutMoves()
                    if moved > 0 { logger.info("moves carried out", metadata: ["count": "\(moved)"]) }
                    // Tags whose days have come or run out.
                    try await TagHolding(house).turn()
                    // Rules whose run broke off with a process that is no more.
                    try await TagRuleKeeping(house).carryOn()
                    // Imports in portions, likewise.
                    try await ImportFlow(house).carryOn()
                    if gone > 0 { logger.debug("sessions ended", metadata: ["count": "\(gone)"]) }
                } catch {
                    logger.warning("housekeeping", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(300))
            }
        }
    }
}
