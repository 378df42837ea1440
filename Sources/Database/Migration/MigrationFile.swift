import Crypto
import Foundation

/// What is wrong with the migrations, or with the database they meet. For engineers and logs.
package enum MigrationProblem: Error, Sendable, Hashable {
    /// The folder cannot be read, or a file of it is not UTF-8.
    case unreadable(String)
    /// A name that is not `0001_words_with_underscores.sql`.
    case badName(String)
    /// Two files with the same number.
    case duplicateNumber(String, String)
    /// The text of an applied file is no longer what was applied.
    case changed(String)
    /// The database has had a migration that this program does not know: it belongs to a newer program.
    case newerDatabase(String)
    /// A file was added with a number below one that is applied already.
    case outOfOrder(String)
    /// A statement that would break the transaction of its file, such as COMMIT or PRAGMA.
    case forbidden(file: String, line: Int)
    /// A statement failed; nothing of its file was kept.
    case failed(file: String, line: Int, problem: DatabaseProblem)
    /// The database is none of this target's drivers.
    case unsupported
}

/// One numbered file of SQL.
struct MigrationFile: Sendable, Hashable {
    var number: Int
    var name: String
    var text: String

    /// SHA-256 of the text's UTF-8 bytes, in lower-case hexadecimal.
    var digest: String {
        SHA256.hash(data: Data(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// The files of the folder by increasing number. Files that do not end in `.sql` are not migrations.
    static func all(in directory: URL) throws -> [MigrationFile] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        } catch {
            throw MigrationProblem.unreadable(directory.path)
        }
        var files: [MigrationFile] = []
        for name in names where name.hasSuffix(".sql") {
            guard let number = number(of: name) else { throw MigrationProblem.badName(name) }
            guard let data = FileManager.default.contents(atPath: directory.appendingPathComponent(name).path),
                let text = String(validating: data, as: UTF8.self)
            else { throw MigrationProblem.unreadable(name) }
            files.append(MigrationFile(number: number, name: String(name.dropLast(4)), text: text))
        }
        files.sort { ($0.number, $0.name) < ($1.number, $1.name) }
        for (earlier, later) in zip(files, files.dropFirst()) where earlier.number == later.number {
            throw MigrationProblem.duplicateNumber(earlier.name, later.name)
        }
        return files
    }

    /// Four digits, an underscore, then lower-case letters, digits and underscores.
    private static func number(of name: String) -> Int? {
        let stem = name.dropLast(4)
        let (digits, rest) = (stem.prefix(4), stem.dropFirst(4))
        guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), rest.hasPrefix("_"),
            rest.utf8.count > 1,
            rest.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F })
        else { return nil }
        return Int(digits)
    }
}
