import Database
import Domain

/// 一业一册 on the portal.
extension SQLPublicationStore {
    func booklets(code: String) throws -> [BookletEdition] {
        try connection.rows(
            """
            SELECT edition, published_on, sha256, body FROM publication_booklet WHERE code = \(code)
            ORDER BY edition DESC
            """
        ).map { row in
            BookletEdition(
                edition: try row.int("edition"), publishedOn: try row.day("published_on"),
                sha256: try row.text("sha256"), booklet: try JSONText.decode(try row.text("body")))
        }
    }

    func publish(_ edition: BookletEdition, text: String) throws {
        let booklet = edition.booklet
        try connection.execute(
            """
            INSERT INTO publication_booklet (code, edition, trade, published_on, sha256, body)
            VALUES (\(booklet.code), \(edition.edition), \(booklet.trade), \(edition.publishedOn.description),
                \(edition.sha256), \(text))
            """)
    }
}
