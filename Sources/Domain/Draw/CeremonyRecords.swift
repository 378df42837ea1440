import TransparencyLog
import VerifiableDraw

/// The public record of a ceremony, `ceremony.json`.
enum CeremonyRecords {
    /// What a draw adds to the record.
    struct Outcome {
        let document: SeedDocument
        let strata: [CeremonyRecord.Stratum]
        /// In byte order.
        let slips: [CeremonyRecord.CalledSlip]
        let matching: MatchingRecord
        /// Position of the draw entry in the log.
        let entry: Int64
    }

    /// The record as far as the ceremony has come: its protocol entries with receipts, and the outcome once drawn.
    /// Receipts of commitments are for the tree that the seed document names, the others for the log as it stands.
    static func assemble(
        _ ceremony: Ceremony, outcome: Outcome? = nil, stores: any Stores, checkpoints: Checkpoints
    ) throws -> String {
        let secrets = try stores.draws.secrets(ceremony: ceremony.id)
        var record = CeremonyRecord(ceremony: ceremony.code)
        let commits = Set(secrets.commitEntries.values)
        var indexes = [secrets.planEntry, secrets.freezeEntry, secrets.abortEntry].compactMap { $0 }
        indexes += secrets.commitEntries.values
        indexes += secrets.revealEntries.values
        indexes += secrets.publicEntries.values
        if let outcome { indexes.append(outcome.entry) }
        for index in indexes.sorted() {
            let receipt = try checkpoints.receipt(
                of: index, in: stores.ledger, size: commits.contains(index) ? secrets.commitTreeSize : nil)
            record.entries.append(
                CeremonyRecord.LoggedEntry(
                    index: Int(index), bytes: try stores.ledger.entry(index), receipt: receipt.encoded))
        }
        record.seedDocument = outcome?.document.text
        record.slips = outcome?.slips
        record.strata = outcome?.strata
        record.matching = outcome?.matching
        return String(decoding: try record.json(), as: UTF8.self)
    }
}
