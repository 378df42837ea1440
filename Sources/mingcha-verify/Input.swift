import Foundation

/// Files that a command reads.
enum Input {
    static func bytes(_ path: String) throws -> Data {
        guard let data = FileManager.default.contents(atPath: path) else { throw Unusable("读不到文件“\(path)”") }
        return data
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    static func text(_ path: String) throws -> String {
        guard let text = String(validating: try bytes(path), as: UTF8.self) else {
            throw Unusable("文件“\(path)”不是UTF-8编码")
        }
        return text
    }

    static func json<T: Decodable>(_ type: T.Type, from path: String) throws -> T {
        do {
            return try JSONDecoder().decode(type, from: try bytes(path))
        } catch let error as DecodingError {
            throw Unusable("文件“\(path)”的JSON格式不对：\(explain(error))")
        }
    }

    /// A list of identifiers: a JSON array of strings in a `.json` file, else one per line.
    static func identifiers(_ path: String) throws -> [String] {
        if path.lowercased().hasSuffix(".json") { return try json([String].self, from: path) }
        let bytes = [UInt8](try bytes(path))
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Unusable("文件“\(path)”不是UTF-8编码") }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw Unusable("文件“\(path)”开头带有BOM，会被当作第一个编号的一部分，请去掉")
        }
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        // A file from Windows ends every line with CR LF; a CR on some lines only belongs to the identifiers.
        if lines.allSatisfy({ $0.last == 0x0D }) { lines = lines.map { $0.dropLast() } }
        if let empty = lines.firstIndex(where: \.isEmpty) { throw Unusable("文件“\(path)”第\(empty + 1)行为空") }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func explain(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { $0.intValue.map { "第\($0 + 1)项" } ?? $0.stringValue }
            return path.isEmpty ? "最外层" : path.joined(separator: "．")
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(path(context))缺少“\(key.stringValue)”"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): return "\(path(context))的类型不对"
        case .dataCorrupted(let context): return "\(path(context))不是有效的JSON内容"
        @unknown default: return "无法读取"
        }
    }
}
