/// A value from a source that was named beforehand and that no party controls: dice rolled in the room, a lottery
/// number, a drand round carried in by hand.
package struct PublicValue: Sendable, Equatable, Hashable, Codable {
    /// `dice:<id>`, `drand-quicknet:<round>` or any other `<kind>:<id>` of `[0-9A-Za-z:-]{1,64}`.
    package let source: String
    /// Digits for dice, 96 lower-case hex characters (the round's BLS signature) for drand, else `[0-9A-Za-z:-]{1,256}`.
    package let value: String

    /// - Throws: `sourceFormat`, `valueFormat`.
    package init(source: String, value: String) throws(DrawRefusal) {
        try PublicValue.checkSource(source)
        switch PublicValue.kind(of: source) {
        case "dice":
            guard !value.isEmpty, value.utf8.count <= 256, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw DrawRefusal(.valueFormat, "骰子“\(source)”的点数应为1至256位数字")
            }
        case "drand-quicknet":
            guard Hex.bytes(lower: value, count: 48) != nil else {
                throw DrawRefusal(.valueFormat, "“\(source)”的签名应为96位小写十六进制数")
            }
        default:
            guard (1...256).contains(value.utf8.count), value.utf8.allSatisfy(Identifier.isAllowed) else {
                throw DrawRefusal(.valueFormat, "“\(source)”的公开值只能由1至256个字母、数字、冒号、连字符组成")
            }
        }
        self.source = source
        self.value = value
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            source: container.decode(String.self, forKey: .source),
            value: container.decode(String.self, forKey: .value))
    }

    /// Checks a source's name, as the plan lists it.
    /// - Throws: `sourceFormat`.
    package static func checkSource(_ source: String) throws(DrawRefusal) {
        guard Identifier.isValid(source) else {
            throw DrawRefusal(.sourceFormat, "公开来源“\(source)”只能由1至64个字母、数字、冒号、连字符组成")
        }
        if kind(of: source) == "drand-quicknet" {
            let round = source.utf8.dropFirst("drand-quicknet:".utf8.count)
            guard let first = round.first, first != 0x30, round.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw DrawRefusal(.sourceFormat, "“\(source)”应写明drand轮次，如drand-quicknet:12345")
            }
        }
    }

    private static func kind(of source: String) -> String {
        String(source.prefix { $0 != ":" })
    }
}
