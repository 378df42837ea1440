import Domain
import Testing

@Suite("Tags from scope, name and type (2.2.5)") struct TaggerTests {
    @Test("2.2.5 every text of the golden set gets exactly its tags") func golden() throws {
        var tagger = try ReferenceFolder.book().tagger
        let cases = try GoldenTags.load().cases
        #expect(cases.count >= 98)
        for one in cases {
            let places = tagger.tags(
                scope: Array(one.scope.utf8), name: Array(one.name.utf8), type: Array(one.type.utf8))
            #expect(Set(places.map { tagger.tags[$0].code }) == Set(one.tags), "case \(one.id): \(one.scope)")
        }
    }

    @Test("full width, lower case, blanks and brackets make no difference") func normalForm() throws {
        var tagger = try ReferenceFolder.book().tagger
        func tags(_ scope: String) -> [String] {
            tagger.tags(scope: Array(scope.utf8), name: [], type: Array("91".utf8)).map { tagger.tags[$0].code }
        }
        let plain = tags("ktv歌厅(含餐饮)")
        #expect(plain.contains("entertainment"))
        #expect(tags("ＫＴＶ歌　厅【含餐饮】") == plain)
        #expect(tags("K t v 歌厅〔含餐饮〕") == plain)
    }

    @Test("a negated stretch gives no tag") func negation() throws {
        var tagger = try ReferenceFolder.book().tagger
        func has(_ tag: String, _ scope: String) -> Bool {
            tagger.tags(scope: Array(scope.utf8), name: [], type: []).contains { tagger.tags[$0].code == tag }
        }
        #expect(has("advertising", "设计、制作广告"))
        #expect(!has("advertising", "会议服务（不含广告）"))
        #expect(has("advertising", "会议服务（不含展览），广告"))
    }

    @Test("scraps of text and broken bytes do not trap") func hostile() throws {
        var tagger = try ReferenceFolder.book().tagger
        for bytes: [UInt8] in [
            [], [0xE3], [0xE3, 0x80], [0xEF, 0xBC], [0xF0, 0x9F], [0xC2], Array(")))(((".utf8), [0, 1, 2],
        ] {
            _ = tagger.tags(scope: bytes, name: bytes, type: bytes)
        }
        let deep = [UInt8](repeating: 0x28, count: 50_000) + Array("食品生产不含除外".utf8)
        _ = tagger.tags(scope: deep, name: [], type: [])
    }
}
