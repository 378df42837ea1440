import Crypto
import Foundation
import Testing

@testable import TransparencyLog

@Suite("Keys, notes, checkpoints, cosignatures")
struct NoteTests {
    // From the documentation of Go's golang.org/x/mod/sumdb/note.
    static let secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    static let vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let text =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    static let note =
        text
        + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

    @Test("Go's example key and note")
    func goExample() throws {
        let signer = try NoteSigner(secretLine: Self.secret + "\n")
        let key = try LogKey(vkey: Self.vkey)
        #expect(signer.key == key)
        #expect(signer.key.vkey == Self.vkey)
        #expect(signer.secretLine() == Self.secret)
        #expect(key.keyID == 0xc74f_20a3)
        let note = try SignedNote(bytes: Array(Self.note.utf8))
        #expect(note.text == Self.text)
        #expect(note.encoded == Self.note)
        let verified = try note.verify(keys: [key])
        #expect(verified.map(\.key) == [key])
        #expect(verified.map(\.time) == [nil])
        var own = try SignedNote(text: Self.text)
        own.add(try signer.sign(Self.text, time: 0))
        own.add(try signer.sign(Self.text, time: 0))
        #expect(try SignedNote(bytes: Array(own.encoded.utf8)).verify(keys: [key]).count == 1)
    }

    @Test("every turned bit of a signed note is refuted")
    func everyBit() throws {
        let key = try LogKey(vkey: Self.vkey)
        let bytes = Array(Self.note.utf8)
        for place in bytes.indices {
            for bit in 0..<8 {
                var spoilt = bytes
                spoilt[place] ^= 1 << UInt8(bit)
                #expect(throws: LogError.self) { try SignedNote(bytes: spoilt).verify(keys: [key]) }
            }
        }
        for count in bytes.indices {
            #expect(throws: LogError.self) { try SignedNote(bytes: Array(bytes.prefix(count))).verify(keys: [key]) }
        }
    }

    @Test("a secret never shows in print")
    func secretStaysSecret() throws {
        let signer = try NoteSigner(secretLine: Self.secret)
        var dumped = ""
        dump(signer, to: &dumped)
        let seed = try #require(Data(base64Encoded: "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM="))
        #expect(Self.secret.hasSuffix(Data([1] + seed).base64EncodedString()))
        for shown in ["\(signer)", String(reflecting: signer), dumped] {
            #expect(shown.contains("PeterNeumann"))
            #expect(!shown.contains(seed.base64EncodedString().prefix(20)))
            #expect(!shown.contains("AYEKFALV"))
        }
        do {
            _ = try NoteSigner(secretLine: Self.secret.dropLast() + "y")
            Issue.record("a damaged key was read")
        } catch {
            #expect(!"\(error)".contains("AYEKFALV"))
        }
    }

    @Test("keys with errors are not keys")
    func badKeys() {
        let bad = [
            "", "PeterNeumann", "PeterNeumann+c74f20a3", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a3+AhpcARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy", "PeterNeumann+c74f20a3+AR==",
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T", "PeterNeumann+c74f20a3+", Self.secret,
        ]
        for vkey in bad { #expect(throws: LogError.self, "\(vkey)") { try LogKey(vkey: vkey) } }
        for line in ["", "PRIVATE+KEY+", Self.vkey, Self.secret.replacing("c74f20a3", with: "c74f20a4")] {
            #expect(throws: LogError.self) { try NoteSigner(secretLine: line) }
        }
        for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb", "a\u{7}"] {
            #expect(throws: LogError.self) { try NoteSigner(name: name) }
        }
    }

    @Test("notes with the wrong shape")
    func badNotes() throws {
        let line =
            "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
        let bad = [
            "", "\n", "\n\n", "text\n", "text\n\n", "text\n\n\n", line, "text\n" + line, "text\n\n" + line.dropLast(),
            "text\r\n\r\n" + line, "te\u{1}xt\n\n" + line, "text\n\n" + line + "\n", "text\n\n-" + line.dropFirst(),
            "text\n\n" + line + "more\n", "text\n\n— a b c\n", "text\n\n— a AAAAAA==\n", "text\n\n— a+b AAAAAAA=\n",
            "text\n\n" + String(repeating: line, count: 101),
        ]
        for note in bad { #expect(throws: LogError.self, "\(note)") { try SignedNote(bytes: Array(note.utf8)) } }
        #expect(throws: LogError.self) { try SignedNote(bytes: [0xFF, 0x0A] + Array("\n\(line)".utf8)) }
        #expect(throws: LogError.self) { try SignedNote(bytes: Array(repeating: 0x41, count: 1_000_001)) }
        #expect(throws: LogError.self) { try SignedNote(text: "no newline") }
        // The last empty line divides: a text may hold empty lines and lines that look like signatures.
        let nested = try SignedNote(bytes: Array("text\n\n\(line)\n\(line)".utf8))
        #expect(nested.text == "text\n\n\(line)")
        #expect(nested.signatures.count == 1)
    }

    @Test("unknown signatures are ignored, a known key's bad one is not")
    func manySignatures() throws {
        let one = try NoteSigner(name: "a.example/log")
        let two = try NoteSigner(name: "b.example/log")
        let text = "note\n"
        var note = try SignedNote(text: text)
        note.add(SignatureLine(name: "sm2.example/log", keyID: 7, signature: [1, 2, 3]))
        #expect(throws: LogError.self) { try note.verify(keys: [one.key, two.key]) }
        note.add(try one.sign(text, time: 0))
        note.add(try two.sign(text, time: 0))
        let read = try SignedNote(bytes: Array(note.encoded.utf8))
        #expect(read.signatures == note.signatures)
        #expect(try read.verify(keys: [two.key, one.key]).map(\.key) == [one.key, two.key])
        #expect(try read.verify(keys: [two.key]).count == 1)
        var forged = try SignedNote(text: text)
        forged.add(try one.sign(text, time: 0))
        forged.add(SignatureLine(name: two.key.name, keyID: two.key.keyID, signature: Array(repeating: 9, count: 64)))
        #expect(try forged.verify(keys: [one.key]).count == 1)
        #expect { try forged.verify(keys: [one.key, two.key]) } throws: { ($0 as? LogError)?.kind == .badSignature }
    }

    @Test("checkpoints are read as strictly as they are written")
    func checkpoints() throws {
        let root = Hash.sha256([1])
        let checkpoint = try Checkpoint(origin: "mingcha.example/log", size: 42, root: root, extensions: ["x"])
        #expect(checkpoint.text == "mingcha.example/log\n42\n\(root.base64)\nx\n")
        #expect(try Checkpoint(text: checkpoint.text) == checkpoint)
        let bad = [
            "", "\n", "o\n1\n", "o\n1\n\(root.base64)", "o\n01\n\(root.base64)\n", "o\n-1\n\(root.base64)\n",
            "o\n+1\n\(root.base64)\n", "o\n\n\(root.base64)\n", "\n1\n\(root.base64)\n", "o\n1\n\(root.hex)\n",
            "o\n1\n\(root.base64)\n\n", "o\n1\n\(root.base64)\n\nx\n", "o\n9223372036854775808\n\(root.base64)\n",
            "o\n18446744073709551616\n\(root.base64)\n", "o\n0\n\(root.base64)\n", "o\n1\n\(root.base64) \n",
            "o\n1\r\n\(root.base64)\n",
        ]
        for text in bad { #expect(throws: LogError.self, "\(text)") { try Checkpoint(text: text) } }
        #expect(try Checkpoint(text: "o\n0\n\(MerkleTree.emptyRoot.base64)\n").size == 0)
        #expect(try Checkpoint(text: "o\n9223372036854775807\n\(root.base64)\n").size == UInt64(Int64.max))
        // Canonically equivalent, other bytes: another log.
        #expect(
            try Checkpoint(origin: "\u{e9}", size: 1, root: root) != Checkpoint(origin: "e\u{301}", size: 1, root: root)
        )
    }

    @Test("the witness's cosignature is the specification's message")
    func cosignature() throws {
        let witness = try NoteSigner(name: "witness.example/w1", kind: .witness)
        let checkpoint = try Checkpoint(origin: "mingcha.example/log", size: 1, root: Hash.sha256([]))
        let line = try witness.sign(checkpoint.text, time: 1_679_315_147)
        #expect(line.signature.count == 72)
        #expect(line.signature.prefix(8).elementsEqual([0, 0, 0, 0, 0x64, 0x18, 0x50, 0xCB]))
        let message = "cosignature/v1\ntime 1679315147\nmingcha.example/log\n1\n\(Hash.sha256([]).base64)\n"
        let key = try Curve25519.Signing.PublicKey(rawRepresentation: witness.key.publicKey)
        #expect(key.isValidSignature(line.signature.dropFirst(8), for: Data(message.utf8)))
        var note = try SignedNote(text: checkpoint.text)
        note.add(line)
        #expect(try note.verify(keys: [witness.key]).map(\.time) == [1_679_315_147])
        // The time is signed as well.
        for place in 0..<72 {
            var signature = line.signature
            signature[place] ^= 1
            var spoilt = try SignedNote(text: checkpoint.text)
            spoilt.add(SignatureLine(name: line.name, keyID: line.keyID, signature: signature))
            #expect(throws: LogError.self) { try spoilt.verify(keys: [witness.key]) }
        }
        // A time beyond 2^63 - 1 is refused even when it is well signed.
        let raw = Curve25519.Signing.PrivateKey()
        let own = try NoteSigner(name: "w.example", kind: .witness, seed: Array(raw.rawRepresentation))
        for (time, accepted) in [(UInt64(Int64.max), true), (UInt64(Int64.max) + 1, false)] {
            let signature = try raw.signature(for: SignatureLine.cosigned(text: checkpoint.text, time: time))
            var late = try SignedNote(text: checkpoint.text)
            late.add(
                SignatureLine(
                    name: own.key.name, keyID: own.key.keyID, signature: BigEndian.bytes(time) + Array(signature)))
            #expect(((try? late.verify(keys: [own.key])) != nil) == accepted)
        }
        #expect(try LogKey(vkey: witness.key.vkey) == witness.key)
        #expect(try NoteSigner(secretLine: witness.secretLine()).key == witness.key)
        #expect(throws: LogError.self) { try witness.sign(checkpoint.text, time: .max) }
    }

    @Test("trust: rotation, quorum, origin")
    func trust() throws {
        let old = try NoteSigner(name: "mingcha.example/log")
        let new = try NoteSigner(name: "mingcha.example/log")
        let stranger = try NoteSigner(name: "mingcha.example/log")
        let witnesses = try (1...3).map { try NoteSigner(name: "w\($0).example", kind: .witness) }
        let checkpoint = try Checkpoint(origin: "mingcha.example/log", size: 1, root: Hash.sha256([]))
        func opens(_ signers: [NoteSigner], _ keys: [NoteSigner], _ quorum: Int) throws -> Bool {
            let trust = try LogTrust(
                origin: "mingcha.example/log", logKeys: keys.map(\.key), witnesses: witnesses.map(\.key), quorum: quorum
            )
            let note = try checkpoint.signed(by: signers, time: 5)
            return (try? trust.open(SignedNote(bytes: Array(note.encoded.utf8)))) != nil
        }
        #expect(try opens([old], [old, new], 0))
        #expect(try opens([new], [old, new], 0))
        #expect(try opens([old, new], [new], 0))
        #expect(try !opens([stranger], [old, new], 0))
        #expect(try opens([old] + witnesses.prefix(2), [old], 2))
        #expect(try !opens([old] + witnesses.prefix(1), [old], 2))
        #expect(try !opens([old, witnesses[0], witnesses[0]], [old], 2))
        #expect(try !opens(witnesses, [old], 0))
        // Neither strangers nor one witness signing twice make up a quorum.
        let unknown = try NoteSigner(name: "w2.example", kind: .witness)
        #expect(try !opens([old, witnesses[0], unknown], [old], 2))
        var twice = try checkpoint.signed(by: [old, witnesses[0]], time: 5)
        twice.add(try witnesses[0].sign(checkpoint.text, time: 6))
        #expect(twice.signatures.count == 3)
        let two = try LogTrust(
            origin: "mingcha.example/log", logKeys: [old.key], witnesses: witnesses.map(\.key), quorum: 2)
        #expect { try two.open(twice) } throws: { ($0 as? LogError)?.kind == .notSigned }
        #expect(try twice.verify(keys: [old.key, witnesses[0].key]).map(\.time) == [nil, 5])
        #expect(throws: LogError.self) { try opens([old], [old], 4) }
        #expect(throws: LogError.self) { try LogTrust(origin: "o", logKeys: []) }
        #expect(throws: LogError.self) { try LogTrust(key: witnesses[0].key) }
        let other = try Checkpoint(origin: "other.example/log", size: 1, root: Hash.sha256([]))
        #expect {
            try LogTrust(key: old.key).open(other.signed(by: [old]))
        } throws: {
            ($0 as? LogError)?.kind == .wrongOrigin
        }
    }
}
