import Testing

@testable import TransparencyLog

@Suite("Receipts: C2SP tlog-proof")
struct ReceiptTests {
    @Test("every entry's receipt survives its text and verifies")
    func receipts() async throws {
        for size in [1, 2, 5, 256, 300] {
            let fixture = try LogFixture(size: size)
            for index in stride(from: 0, to: size, by: size > 10 ? 17 : 1) {
                let receipt = try await fixture.receipt(UInt64(index))
                let read = try Receipt(bytes: Array(receipt.encoded.utf8))
                #expect(read.encoded == receipt.encoded)
                let opened = try read.verify(entry: fixture.entries[index], keys: [fixture.signer.key])
                #expect(opened.checkpoint.size == UInt64(size))
                #expect(throws: LogError.self) {
                    try read.verify(entry: fixture.entries[index] + [0], keys: [fixture.signer.key])
                }
            }
        }
    }

    @Test("every turned bit and every cut of a receipt is refuted")
    func everyBit() async throws {
        let fixture = try LogFixture(size: 5)
        let entry = fixture.entries[2]
        let key = fixture.signer.key
        let bytes = Array(try await fixture.receipt(2).encoded.utf8)
        for place in bytes.indices {
            for bit in 0..<8 {
                var spoilt = bytes
                spoilt[place] ^= 1 << UInt8(bit)
                #expect(throws: LogError.self) { try Receipt(bytes: spoilt).verify(entry: entry, keys: [key]) }
            }
            #expect(throws: LogError.self) {
                try Receipt(bytes: Array(bytes.prefix(place))).verify(entry: entry, keys: [key])
            }
        }
    }

    @Test("extra data is carried and not trusted")
    func extra() async throws {
        let fixture = try LogFixture(size: 3)
        let plain = try await fixture.receipt(1)
        let receipt = Receipt(
            index: plain.index, path: plain.path, checkpoint: plain.checkpoint, extra: Array("抽取".utf8))
        let read = try Receipt(bytes: Array(receipt.encoded.utf8))
        #expect(read.extra == Array("抽取".utf8))
        #expect(receipt.encoded.contains("\nextra 5oq95Y+W\nindex 1\n"))
        _ = try read.verify(entry: fixture.entries[1], keys: [fixture.signer.key])
        let text = receipt.encoded
        for bad in [
            text.replacing("extra 5oq95Y+W", with: "extra 5oq95Y+"), text.replacing("index 1", with: "index 01"),
            text.replacing("index 1\n", with: ""), text.replacing("@v1", with: "@v2"), "",
        ] { #expect(throws: LogError.self) { try Receipt(bytes: Array(bad.utf8)) } }
    }

    @Test("keys: witnesses given must have signed")
    func witnesses() async throws {
        let fixture = try LogFixture(size: 3)
        let witness = try NoteSigner(name: "w.example", kind: .witness)
        let plain = try await fixture.receipt(1)
        let keys = [fixture.signer.key, witness.key]
        #expect {
            try plain.verify(entry: fixture.entries[1], keys: keys)
        } throws: {
            ($0 as? LogError)?.kind == .notSigned
        }
        var note = plain.checkpoint
        note.add(try witness.sign(note.text, time: 9))
        let receipt = Receipt(index: 1, path: plain.path, checkpoint: note)
        #expect(try receipt.verify(entry: fixture.entries[1], keys: keys).signatures.map(\.time) == [nil, 9])
        #expect(throws: LogError.self) { try receipt.verify(entry: fixture.entries[1], keys: [witness.key]) }
    }
}
