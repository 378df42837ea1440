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
