import Testing

@testable import VerifiableDraw

/// Each kind of damage is refused, for its own reason.
@Suite struct CeremonyDamageTests {
    /// What was done to a published record or to its making, and the words the reason must hold.
    struct Damage: Sendable, CustomTestStringConvertible {
        let name: String
        let reason: String
        let apply: @Sendable (inout CeremonyRecord, inout Population) throws -> Void

        var testDescription: String { name }

        init(
            _ name: String, _ reason: String,
            _ apply: @escaping @Sendable (inout CeremonyRecord, inout Population) throws -> Void
        ) {
            self.name = name
            self.reason = reason
            self.apply = apply
        }
    }

    @Test(arguments: damages) func isRefused(_ damage: Damage) throws {
        let fixture = CeremonyFixture()
        var record = try fixture.record()
        var population = try fixture.population()
        try damage.apply(&record, &population)
        let report = CeremonyVerifier.verify(record: record, population: population)
        let failures = report.checks.filter { $0.state == .failed }
        #expect(failures.contains { $0.detail.contains(damage.reason) }, "\(failures)")
    }
}
