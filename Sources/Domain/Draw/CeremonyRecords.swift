import VerifiableDraw

/// The public record of a ceremony and its place on the portal.
enum CeremonyRecords {
    static func assemble(
        _ ceremony: Ceremony, document: SeedDocument, strata: [Stratum], lots: [DrawnLot], problem: AssignmentProblem,
        assigned: [AssignedInspection], drawEntry: Int64, drawnAt: Moment, stores: any Stores, checkpoints: Checkpoints
    ) throws -> String {
        LedgerValue.object(["ceremony": .text(ceremony.code)]).json
    }
}

extension Ceremonies {
    /// Brings the portal's page of a ceremony up to date, at every step.
    static func project(_ id: Int64, _ stores: any Stores) throws {
        guard let ceremony = try stores.draws.ceremony(id: id) else { throw Problem.notFound("摇号") }
        _ = ceremony
    }
}
