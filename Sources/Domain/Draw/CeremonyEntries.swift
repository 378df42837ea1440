import VerifiableDraw

/// The log entries of a ceremony, byte for byte (docs/draw-spec.md): UTF-8 JSON with sorted keys.
enum CeremonyEntries {
    static func plan(_ ceremony: NewCeremony, campaigns: [Campaign], lawHash: String) -> [UInt8] {
        bytes([
            "type": .text("vdraw-plan/v1"), "ceremony": .text(ceremony.code),
            "campaigns": .list(campaigns.map { .text($0.number) }),
            "parties": .list(ceremony.parties.map { .text($0.id) }),
            "public": .list([.text(ceremony.publicSource)]),
            "reveal_by": .text(ceremony.revealDeadline.description), "law": .text(lawHash),
        ])
    }

    static func freeze(
        _ ceremony: Ceremony, root: String, count: Int, strata: [Stratum], exclusions: [(reason: String, count: Int)],
        lotKey: LotKey, inspectorKey: LotKey, officers: [FrozenOfficer], law: LawBook, on day: Day
    ) throws -> [UInt8] {
        bytes([
            "type": .text("vdraw-freeze/v1"), "ceremony": .text(ceremony.code), "root": .text(root),
            "count": .number(Int64(count)), "lot_key": .text(lotKey.commitment),
            "officer_lot_key": .text(inspectorKey.commitment),
        ])
    }

    static func commit(code: String, party: String, commitment: String) -> [UInt8] {
        bytes(["type": .text("vdraw-commit/v1"), "ceremony": .text(code), "party": .text(party), "commitment": .text(commitment)])
    }

    static func reveal(code: String, party: String, value: String) -> [UInt8] {
        bytes(["type": .text("vdraw-reveal/v1"), "ceremony": .text(code), "party": .text(party), "value": .text(value)])
    }

    static func publicValue(code: String, source: String, value: String) -> [UInt8] {
        bytes(["type": .text("vdraw-public/v1"), "ceremony": .text(code), "source": .text(source), "value": .text(value)])
    }

    static func draw(
        _ ceremony: Ceremony, document: SeedDocument, strata: [Stratum], lots: [DrawnLot], problem: AssignmentProblem,
        assigned: [AssignedInspection]
    ) throws -> [UInt8] {
        bytes(["type": .text("vdraw-draw/v1"), "ceremony": .text(ceremony.code), "seed": .text(document.seed.hex)])
    }

    static func abort(code: String, reason: String) -> [UInt8] {
        bytes(["type": .text("vdraw-abort/v1"), "ceremony": .text(code), "reason": .text(reason)])
    }

    private static func bytes(_ fields: [String: LedgerValue]) -> [UInt8] {
        Array(LedgerValue.object(fields).json.utf8)
    }
}
