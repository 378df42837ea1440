extension SeedDocument {
    /// Reads a document. Strict: any text that `text` would not write byte for byte is refused.
    /// - Throws: `seedDocumentFormat` and what `init` throws.
    package init(text: String) throws(DrawRefusal) {
        let refused = DrawRefusal(.seedDocumentFormat, "种子文件的格式不对")
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            $0.split(separator: 0x20, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        }
        guard lines.count >= 5, lines.removeLast() == [""], lines[0] == ["vdraw-seed/v1"],
            lines[1].count == 2, lines[1][0] == "plan", lines[2].count == 3, lines[2][0] == "freeze",
            lines[3].count == 3, lines[3][0] == "commits",
            let count = Int(lines[2][2]), let size = Int(lines[3][1])
        else { throw refused }
        var shares: [(party: String, share: Share)] = []
        var values: [PublicValue] = []
        for words in lines[4...] {
            switch (words.first, words.count) {
            case ("reveal", 3): shares.append((words[1], .revealed(words[2])))
            case ("missing", 2): shares.append((words[1], .missing))
            case ("public", 3): values.append(try PublicValue(source: words[1], value: words[2]))
            default: throw refused
            }
        }
        try self.init(
            planLeaf: lines[1][1], populationRoot: lines[2][1], populationCount: count, commitsTreeSize: size,
            commitsRoot: lines[3][2], shares: shares, publicValues: values)
        // Catches another order, a plus sign, a leading zero: whatever is not the one spelling.
        guard ByteOrder.equal(self.text, text) else { throw refused }
    }
}
