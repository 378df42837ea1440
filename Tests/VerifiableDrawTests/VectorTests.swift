import Testing

@testable import VerifiableDraw

/// What is not vectors of one type's own tests: commitments, seed documents, quotas and matchings of other software.
@Suite struct VectorTests {
    private struct CommitmentVector: Decodable {
        let plan: String
        let party: String
        let value: String
        let commitment: String
    }

    private struct SeedVector: Decodable {
        struct Share: Decodable {
            let party: String
            let value: String?
        }
        let plan: String
        let root: String
        let count: Int
        let size: Int
        let tree: String
        let shares: [Share]
        let values: [PublicValue]
        let text: String
        let seed: String
    }

    private struct QuotaVector: Decodable {
        let count: Int
        let basispoints: Int?
        let fixed: Int?
        let take: Int
    }

    private struct AssignmentVector: Decodable {
        let problem: AssignmentProblem
        let assignment: [String: [String]]?
    }

    @Test func commitments() throws {
        let vectors = try Vectors.load([CommitmentVector].self, "commitments")
        #expect(vectors.count == 5)
        for vector in vectors {
            let own = try Commitment.hex(plan: vector.plan, party: vector.party, value: vector.value)
            #expect(own == vector.commitment)
        }
    }

    @Test func seedDocuments() throws {
        let vectors = try Vectors.load([SeedVector].self, "seeds")
        #expect(vectors.count == 40)
        for vector in vectors {
            let document = try SeedDocument(
                planLeaf: vector.plan, populationRoot: vector.root, populationCount: vector.count,
                commitsTreeSize: vector.size, commitsRoot: vector.tree,
                shares: vector.shares.map { ($0.party, $0.value.map { .revealed($0) } ?? .missing) },
                publicValues: vector.values)
            #expect(document.text == vector.text)
            #expect(document.seed.hex == vector.seed)
            #expect(try SeedDocument(text: vector.text) == document)
        }
    }

    @Test func quotas() throws {
        let vectors = try Vectors.load([QuotaVector].self, "quotas")
        #expect(vectors.count == 164)
        for vector in vectors {
            let quota = vector.basispoints.map(Quota.basisPoints) ?? .fixed(vector.fixed ?? -1)
            #expect(try quota.count(of: vector.count) == vector.take, "\(vector)")
        }
    }

    @Test("3.1.3 the one outcome of SLO-1, or none, as OR-Tools finds it")
    func assignments() throws {
        let vectors = try Vectors.load([AssignmentVector].self, "assignments")
        #expect(vectors.count == 120)
        for vector in vectors {
            switch try Assignment.solve(vector.problem) {
            case .assigned(let assigned):
                let own = Dictionary(uniqueKeysWithValues: assigned.map { ($0.id, $0.officers) })
                #expect(own == vector.assignment, "\(vector.problem)")
            case .infeasible: #expect(vector.assignment == nil, "\(vector.problem)")
            }
        }
        #expect(vectors.count { $0.assignment != nil } > 40 && vectors.count { $0.assignment == nil } > 20)
    }
}
