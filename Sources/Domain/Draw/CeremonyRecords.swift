import TransparencyLog
import VerifiableDraw

/// The public record of a ceremony, `ceremony.json`.
enum CeremonyRecords {
    /// The record of a finished ceremony: all its protocol entries with receipts, seed document, drawn lots, matching.
    /// Receipts of commitments are for the tree that the seed document names, the others for the log as it stands.
    static func assemble(
        _ ceremony: Ceremony, document: SeedDocument, strata: [CeremonyRecord.Stratum], matching: MatchingRecord,
        drawEntry: Int64, stores: any Stores, checkpoints: Checkpoints
    ) throws -> String {
        let secrets = try stores.draws.secrets(ceremony: ceremony.id)
        var record = CeremonyRecord(ceremony: ceremony.code)
        let commits = Set(secrets.commitEntries.values)
        var indexes = [secrets.planEntry, secrets.freezeEntry].compactMap { $0 }
        indexes += secrets.commitEntries.values
        indexes += secrets.revealEntries.values
        indexes += secrets.publicEntries.values
        indexes.append(drawEntry)
        for index in indexes.sorted() {
            let receipt = try checkpoints.receipt(
                of: index, in: stores.ledger, size: commits.contains(index) ? secrets.commitTreeSize : nil)
            record.entries.append(
                CeremonyRecord.LoggedEntry(
                    index: Int(index), bytes: try stores.ledger.entry(index), receipt: receipt.encoded))
        }
        record.seedDocument = document.text
        record.strata = strata
        record.matching = matching
        return String(decoding: try record.json(), as: UTF8.self)
    }
}
