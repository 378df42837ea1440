import Database
import Domain
import Store
import Testing
import TransparencyLog
import World

/// Who cosigned which head of the log, as the page of the witnesses tells it.
@Suite struct WitnessingTests {
    private static let began: UInt64 = 1_780_000_000

    @Test("a witness that falls behind is known by name and place", arguments: DatabaseKind.allCases)
    func whoIsLate(_ kind: DatabaseKind) async throws {
        try await TestDatabase.with(kind) { database in
            _ = try await Migrator(directory: MigrationFiles.directory).run(on: database)
            let witnesses = try ["w1.example", "w_2.example", "wx2.example"].map {
                try NoteSigner(name: $0, kind: .witness)
            }
            // Somebody else under the name of the one that never signs.
            let stranger = try NoteSigner(name: "w_2.example", kind: .witness)
            let house = House(
                storage: SQLStorage(database), clock: .system, law: try TestLaw.load(),
                checkpoints: try Checkpoints(
                    signers: [try NoteSigner(name: "test.example/log")], witnesses: witnesses.map(\.key)))
            #expect(try await Witnessing(house).view().newest == nil)
            for (number, signers) in [[witnesses[0], witnesses[2], stranger], [witnesses[0], stranger]].enumerated() {
                try await house.storage.write { stores in
                    try stores.ledger.append(
                        LedgerEntry(act: "test", actor: nil, object: "test/1", at: house.clock.now(), sentence: "测试"),
                        at: house.clock.now())
                }
                let head = try await house.storage.read { try house.checkpoints.head(of: $0.ledger) }
                var note = head.note
                for signer in signers { note.add(try signer.sign(note.text, time: Self.began + UInt64(number))) }
                let shown = PublishedCheckpoint(size: head.size, root: head.root, note: note)
                try await house.storage.housekeep { try $0.ledger.publish(shown, at: house.clock.now()) }
            }
            let view = try await Witnessing(house).view()
            #expect(view.newest == 2)
            #expect(view.standings.map(\.last?.size) == [2, nil, 1])
            #expect(view.standings.map(\.behind) == [0, 2, 1])
            #expect(view.late.map(\.key.name) == ["w_2.example", "wx2.example"])
            #expect(view.standings[0].last?.at == Moment(milliseconds: Int64(Self.began + 1) * 1000))
            #expect(view.heads.map(\.checkpoint.size) == [2, 1])
            #expect(
                view.heads.map { $0.signatures.map(\.witness) } == [["w1.example"], ["w1.example", "wx2.example"]])
        }
    }
}
