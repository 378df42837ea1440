package import TransparencyLog

/// What a use case writes to the transparency log.
///
/// Personal data never enters an entry, because entries cannot be deleted: people appear as account ids.
package struct LedgerEntry: Sendable {
    /// Verb of the use case, dotted: `plan.report`, `draw.freeze`.
    package let act: String
    /// The account that acted; nil for the system itself (a deadline that ran out, an import from the command line).
    package let actor: Int64?
    /// What was acted on, `campaign/12`; timelines look entries up by it.
    package let object: String
    /// Raw bytes of the entry as logged.
    package let bytes: [UInt8]
    /// One Chinese sentence for the timeline; not part of the logged bytes.
    package let sentence: String
    /// The time that stands in the bytes; nil where their format has none of ours.
    package let at: Moment?

    /// An entry in the house format: UTF-8 JSON with sorted keys,
    /// `{"act":…,"at":…,"by":…,"data":{…},"object":…,"v":1}`.
    ///
    /// - Parameter namesActor: false where the public must not learn who acted, even by a number: whoever counts an
    ///   account's visits could find its lot among a ceremony's inspectors, and with it the lots, strata and classes of
    ///   the subjects it visited (invariant 4). The account is then kept beside the entry, and in its salted digest.
    package init(
        act: String, actor: Int64?, object: String, at: Moment, sentence: String, data: [String: LedgerValue] = [:],
        namesActor: Bool = true
    ) {
        self.act = act
        self.actor = actor
        self.object = object
        self.sentence = sentence
        self.at = at
        let fields: [String: LedgerValue] = [
            "v": .number(1), "at": .text(at.description), "act": .text(act), "object": .text(object),
            "by": .text(namesActor ? actor.map { "account/\($0)" } ?? "system" : "withheld"), "data": .object(data),
        ]
        self.bytes = Array(LedgerValue.object(fields).json.utf8)
    }

    /// An entry whose bytes are fixed elsewhere (the draw protocol's plan, freeze, commit … entries).
    package init(act: String, actor: Int64?, object: String, sentence: String, bytes: [UInt8]) {
        self.act = act
        self.actor = actor
        self.object = object
        self.sentence = sentence
        self.at = nil
        self.bytes = bytes
    }
}

/// JSON with a canonical form: keys sorted by UTF-8 bytes, no spaces, integers only.
package enum LedgerValue: Sendable, Equatable {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case list([LedgerValue])
    case object([String: LedgerValue])
    case null

    package var json: String {
        switch self {
        case .text(let text): LedgerValue.quoted(text)
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .list(let values): "[" + values.map(\.json).joined(separator: ",") + "]"
        case .object(let fields):
            "{"
                + fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { LedgerValue.quoted($0.key) + ":" + $0.value.json }.joined(separator: ",") + "}"
        case .null: "null"
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

/// Where an entry stands in the log.
package struct LedgerPosition: Sendable, Equatable {
    package let index: Int64
    /// RFC 6962 leaf hash.
    package let leafHash: Hash

    package init(index: Int64, leafHash: Hash) {
        self.index = index
        self.leafHash = leafHash
    }
}

/// A line of a timeline: who did what when.
package struct LedgerLine: Sendable {
    package let index: Int64
    package let at: Moment
    package let act: String
    package let actorName: String?
    package let object: String
    package let sentence: String

    package init(index: Int64, at: Moment, act: String, actorName: String?, object: String, sentence: String) {
        self.index = index
        self.at = at
        self.act = act
        self.actorName = actorName
        self.object = object
        self.sentence = sentence
    }
}

/// An entry with what the tables keep beside its bytes.
package struct LedgerRecord: Sendable {
    package let index: Int64
    package let at: String
    package let act: String
    package let actor: Int64?
    package let object: String
    package let bytes: [UInt8]

    package init(index: Int64, at: String, act: String, actor: Int64?, object: String, bytes: [UInt8]) {
        self.index = index
        self.at = at
        self.act = act
        self.actor = actor
        self.object = object
        self.bytes = bytes
    }
}

/// The transparency log inside a transaction. Append-only: entries know no other write.
package protocol Ledger {
    @discardableResult func append(_ entry: LedgerEntry, at: Moment) throws -> LedgerPosition
    /// Entries in the log, those of this transaction included.
    func size() throws -> Int64
    /// Root over the first `size` entries.
    func root(size: Int64) throws -> Hash
    func entry(_ index: Int64) throws -> [UInt8]
    /// Raw entries from `start`, in order; fewer at the end of the log.
    func entries(from start: Int64, count: Int) throws -> [[UInt8]]
    /// Timeline of one object, oldest first.
    func timeline(object: String) throws -> [LedgerLine]
    /// The newest lines, newest first.
    func latest(_ slice: Slice) throws -> Listing<LedgerLine>
    /// Hash of a complete subtree, for proofs and tiles.
    func node(level: Int, index: Int64) throws -> Hash?
    /// Hashes of neighbouring complete subtrees of one level, in order; fewer where one is missing.
    func nodes(level: Int, from start: Int64, count: Int) throws -> [Hash]

    /// Entries from `start` with the columns kept beside them, in order of their index; fewer at the end.
    func records(from start: Int64, count: Int) throws -> [LedgerRecord]
    /// How many rows there are in all, whatever the head says.
    func counts() throws -> (entries: Int64, nodes: Int64)
    /// The checkpoint of that size that was shown to witnesses; the newest without a size.
    func published(size: Int64?) throws -> PublishedCheckpoint?
    /// The newest of them, newest first.
    /// - Parameter signer: only those that bear a signature line of this name; the line is not checked.
    func published(newest count: Int, signedBy signer: String?) throws -> [PublishedCheckpoint]
    /// All of them, by size.
    func allPublished() throws -> [PublishedCheckpoint]
    /// Keeps a checkpoint that was shown to witnesses. One of that size that is there gets the new signatures; with
    /// another root it stays as it is, as evidence.
    func publish(_ checkpoint: PublishedCheckpoint, at: Moment) throws
}

extension Ledger {
    package func published() throws -> PublishedCheckpoint? { try published(size: nil) }
}
