import Testing

@testable import TransparencyLog

@Suite("Witness: C2SP tlog-witness")
struct WitnessTests {
    @Test("a witness follows a growing log and refuses all else")
    func follows() async throws {
        var log = try LogFixture()
        let signer = try NoteSigner(name: "w.example/w1", kind: .witness)
        let witness = try Witness(signer: signer, logs: [LogTrust(key: log.signer.key)])
        var latest: Checkpoint?
        for step in 0..<40 {
            for _ in 0..<(step % 5) { log.append(LogFixture.entry(Int(log.size))) }
            let proof = try await ConsistencyProof.make(oldSize: latest?.size ?? 0, newSize: log.size, from: log)
            let note = try log.checkpoint().signed(by: [log.signer])
            let request = WitnessRequest(oldSize: latest?.size ?? 0, path: proof.path, checkpoint: note)
            let read = try WitnessRequest(bytes: Array(request.encoded.utf8))
            #expect(read.encoded == request.encoded)
            let answer = try witness.cosign(read, time: 100) { _ in latest }
            var cosigned = note
            cosigned.add(answer.line)
            #expect(try cosigned.verify(keys: [log.signer.key, signer.key]).map(\.time) == [nil, 100])
            latest = answer.checkpoint
        }
        #expect(latest?.size == log.size)
    }

    @Test("refusals have the answers of the specification")
    func refusals() async throws {
        let log = try LogFixture(size: 9)
        let other = try LogFixture(size: 5)
        let signer = try NoteSigner(name: "w.example/w1", kind: .witness)
        let witness = try Witness(signer: signer, logs: [LogTrust(key: log.signer.key)])
        let seen = try other.checkpoint()
        let good = try await ConsistencyProof.make(oldSize: 5, newSize: 9, from: log).path
        let note = try log.checkpoint().signed(by: [log.signer])
        func status(_ oldSize: UInt64, _ path: [Hash], _ note: SignedNote, _ latest: Checkpoint?) -> Int {
            do {
                _ = try witness.cosign(
                    WitnessRequest(oldSize: oldSize, path: path, checkpoint: note), time: 1, latest: { _ in latest })
                return 200
            } catch let refusal as WitnessRefusal {
                #expect(!refusal.body.isEmpty)
                return refusal.status
            } catch {
                return 500
            }
        }
        #expect(status(5, good, note, seen) == 200)
        #expect(status(5, good.dropLast(), note, seen) == 422)
        #expect(status(5, good.map(\.spoilt), note, seen) == 422)
        let forked = try Checkpoint(origin: seen.origin, size: 5, root: seen.root.spoilt)
        #expect(status(5, good, note, forked) == 422)
        #expect(status(4, good, note, seen) == 409)
        #expect(status(0, [], note, seen) == 409)
        #expect(WitnessRefusal.conflict(size: 5).body == "5\n")
        #expect(status(10, good, note, seen) == 400)
        #expect(status(0, [], note, nil) == 200)
        #expect(status(0, good, note, nil) == 422)
        let rewritten = try Checkpoint(origin: seen.origin, size: 9, root: seen.root)
        #expect(status(9, [], note, rewritten) == 409)
        #expect(status(9, [], note, try log.checkpoint()) == 200)
        let stranger = try NoteSigner(name: LogFixture.origin)
        #expect(status(5, good, try log.checkpoint().signed(by: [stranger]), seen) == 403)
        let foreign = try Checkpoint(origin: "x.example/log", size: 9, root: seen.root)
        #expect(status(5, good, try foreign.signed(by: [log.signer]), seen) == 404)
        #expect(status(5, good, try SignedNote(text: "nonsense\n"), seen) == 400)
        #expect(throws: LogError.self) { try Witness(signer: log.signer, logs: []) }
    }

    @Test("requests with the wrong shape")
    func badRequests() async throws {
        let log = try LogFixture(size: 9)
        let path = try await ConsistencyProof.make(oldSize: 5, newSize: 9, from: log).path
        let note = try log.checkpoint().signed(by: [log.signer])
        let good = WitnessRequest(oldSize: 5, path: path, checkpoint: note).encoded
        for bad in [
            "", "old 5\n", "old 5\n\n", good.replacing("old 5", with: "old 05"), good.replacing("old ", with: "new "),
            "\n" + good, good.replacing("=\n\n" + LogFixture.origin, with: "=\n" + LogFixture.origin),
            "old 5\n" + String(repeating: Hash.sha256([]).base64 + "\n", count: 64) + "\n" + note.encoded,
        ] { #expect(throws: LogError.self, "\(bad)") { try WitnessRequest(bytes: Array(bad.utf8)) } }
        let most = "old 5\n" + String(repeating: Hash.sha256([]).base64 + "\n", count: 63) + "\n" + note.encoded
        #expect(try WitnessRequest(bytes: Array(most.utf8)).path.count == 63)
    }
}
