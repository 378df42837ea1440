import Database
import Domain
import Foundation
import Testing
import World

@testable import Web

@Suite struct AccountTests {
    /// RFC 7914, section 12, third vector; its first 32 bytes, since PBKDF2 makes its output block by block.
    @Test func scryptIsTheOneOfTheRFC() async {
        let salt = Data("SodiumChloride".utf8).base64EncodedString()
        let digits = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        let bytes = stride(from: 0, to: 64, by: 2).compactMap { index -> UInt8? in
            let start = digits.index(digits.startIndex, offsetBy: index)
            return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16)
        }
        let kept = "$scrypt$ln=14,r=8,p=1$\(salt)$\(Data(bytes).base64EncodedString())"
        #expect(await PasswordHash.matches("pleaseletmein", kept))
        #expect(await !PasswordHash.matches("pleaseletmeim", kept))
        for broken in ["", "$scrypt$", "$scrypt$ln=99,r=8,p=1$AA==$AA==", "$argon2$ln=14,r=8,p=1$\(salt)$AA=="] {
            #expect(await !PasswordHash.matches("pleaseletmein", broken))
        }
        #expect(await !PasswordHash.matches("", PasswordHash.decoy))
    }

    private func actor(_ test: World, _ roles: Set<Role>, region: String = World.ownCode) async throws -> Actor {
        let id = try await test.account(roles, region: region, username: "actor-\(region)-\(roles.count)")
        return try #require(try await test.house.storage.read { try $0.access.actor(account: id) })
    }

    @Test func anAccountIsMadeOnceHoweverOftenTheFormArrives() async throws {
        let test = try await World()
        let admin = try await actor(test, [.administrator])
        let draft = Accounts.Draft(username: "new.person", name: "新人", roles: [.inspector], authority: 1)
        let issued = try await Accounts(test.house).create(draft, by: admin, submission: "key-1")
        await #expect(throws: SubmittedBefore.self) {
            try await Accounts(test.house).create(draft, by: admin, submission: "key-1")
        }
        let taken = await #expect(throws: Problem.self) {
            try await Accounts(test.house).create(draft, by: admin, submission: "key-2")
        }
        #expect(taken?.kind == .conflict)
        #expect(taken?.fields["username"] != nil)
        // What failed left nothing behind, the key included: the log has the one entry.
        let lines = try await test.house.storage.read { try $0.ledger.timeline(object: "account/\(issued.account)") }
        #expect(lines.map(\.act) == ["account.create"])
        #expect(issued.password.count == 19)
        _ = try await SignIn(test.house).begin(username: "new.person", password: issued.password)
        await test.close()
    }

    @Test func rolesThatWatchStandAlone() async throws {
        let test = try await World()
        let admin = try await actor(test, [.administrator])
        for role in [Role.administrator, .auditor, .witness] {
            let problem = await #expect(throws: Problem.self) {
                try await Accounts(test.house).create(
                    .init(username: "both", name: "两任", roles: [role, .drawer], authority: 1), by: admin,
                    submission: nil)
            }
            #expect(problem?.fields["roles"] != nil)
        }
        await test.close()
    }

    @Test func nobodyReachesBeyondTheirRegion() async throws {
        let test = try await World()
        let admin = try await actor(test, [.administrator])
        let planner = try await actor(test, [.planner, .drawer])
        let foreign = try await test.account([.planner], region: World.foreignCode, username: "foreign")
        let accounts = Accounts(test.house)
        let cases: [(@Sendable () async throws -> Void, Problem.Kind)] = [
            ({ _ = try await accounts.reset(foreign, by: admin) }, .notFound),
            ({ try await accounts.setStatus(.disabled, of: foreign, by: admin) }, .notFound),
            ({ _ = try await accounts.account(foreign, for: admin) }, .notFound),
            (
                {
                    _ = try await accounts.create(
                        .init(username: "abc", name: "甲", roles: [.planner], authority: 2), by: admin, submission: nil)
                }, .notFound
            ),
            ({ _ = try await accounts.reset(admin.account, by: planner) }, .forbidden),
            ({ try await accounts.setStatus(.disabled, of: admin.account, by: admin) }, .refused),
        ]
        for (work, kind) in cases {
            let problem = await #expect(throws: Problem.self) { try await work() }
            #expect(problem?.kind == kind)
        }
        await test.close()
    }

    @Test func aChangedPasswordEndsEverySession() async throws {
        let test = try await World()
        let person = try await actor(test, [.planner])
        let session = try await test.session(person.account)
        let accounts = Accounts(test.house)
        let wrong = await #expect(throws: Problem.self) {
            try await accounts.change(from: "no", to: "a-long-new-password", by: person)
        }
        #expect(wrong?.fields["old"] != nil)
        await #expect(throws: Problem.self) {
            try await accounts.change(from: World.password, to: "short", by: person)
        }
        #expect(try await SignIn(test.house).resume(token: session.token) != nil)
        try await accounts.change(from: World.password, to: "a-long-new-password", by: person)
        #expect(try await SignIn(test.house).resume(token: session.token) == nil)
        await test.close()
    }
}
