import Domain

/// `/inspection/visits/:id/notice`: the notice as a page to show or print, and as a PDF.
enum NoticePage {
    struct Model: Sendable {
        let facts: FactsModel
        let officers: [Officer]
        let items: [Item]
        let check: Check?
        /// What the whole trade is checked for.
        let booklets: [LinkModel]
        let date: String
        let authority: String
        let pdfHref: String?
    }

    struct Officer: Sendable {
        let name: String
        let certificate: String
    }

    struct Item: Sendable {
        let matter: String
        let basis: String
    }

    /// How the subject checks that it was drawn.
    struct Check: Sendable {
        let link: String
        let shortLink: String
        let ceremony: String
        let slip: String
        /// In groups of eleven, to be typed where no camera is at hand.
        let nonce: String
        let qrPath: String?
        let qrBox: String
    }

    static func show(_ call: Call) async throws -> Reply {
        let (notice, model) = try await model(call, paper: false)
        let address = "/inspection/visits/\(notice.visit.id)"
        return .page(
            Page(
                "inspection/notice", title: "双随机检查通知书", stage: .inspection, model: model,
                trail: [("检查", "/inspection"), (notice.visit.subjectName, address)],
                primary: PageAction("下载 PDF", href: address + "/notice.pdf", icon: "download")))
    }

    static func pdf(_ call: Call) async throws -> Reply {
        let (notice, model) = try await model(call, paper: true)
        return .pdf(
            Page("inspection/notice", title: "双随机检查通知书", model: model, frame: .print),
            filename: "检查通知书-\(notice.visit.id).pdf")
    }

    private static func model(_ call: Call, paper: Bool) async throws -> (Notices.Notice, Model) {
        let notice = try await Notices(call.house).notice(try call.signedIn(), visit: try call.id())
        let link = notice.fragment.map { call.origin + "/verify/slip" + $0 }
        let qr = try link.flatMap { try call.house.press?.qr($0) }
        return (notice, make(notice, origin: call.origin, qr: qr, today: call.house.clock.today, paper: paper))
    }

    static func make(_ notice: Notices.Notice, origin: String, qr: QRCode?, today: Day, paper: Bool) -> Model {
        let visit = notice.visit
        return Model(
            facts: FactsModel([
                .init("检查对象", visit.subjectName),
                .init("统一社会信用代码", visit.subjectIdentifier, figures: true),
                .init("地址", visit.address.isEmpty ? "未登记" : visit.address),
                .init("检查机关", notice.authorityName),
                .init("抽查任务", notice.campaigns.joined(separator: "、")),
                visit.ground.map { .init("检查情形", "\(DirectCheck.mark)（\($0.title)）") }
                    ?? .init("摇号编号", visit.ceremonyCode, figures: true),
            ]),
            officers: visit.officers.map {
                Officer(
                    name: $0.name,
                    certificate: $0.isAuxiliary ? "辅助人员" : "执法证 \($0.certificate?.number ?? "未登记")")
            },
            items: notice.items.map { Item(matter: $0.matter, basis: $0.basis.isEmpty ? "清单未载明" : $0.basis) },
            check: notice.slip.map { slip in
                Check(
                    link: origin + "/verify/slip" + (notice.fragment ?? ""), shortLink: origin + "/verify/slip",
                    ceremony: visit.ceremonyCode, slip: slip.slip, nonce: grouped(slip.nonce), qrPath: qr?.path,
                    qrBox: qr.map { "0 0 \($0.side + 8) \($0.side + 8)" } ?? "")
            },
            booklets: notice.booklets.map {
                LinkModel("\($0.trade)一业一册", href: origin + "/items/joint/\($0.code)/booklet")
            }, date: (visit.visitedAt?.day ?? today).inWords, authority: notice.authorityName,
            pdfHref: paper ? nil : "/inspection/visits/\(visit.id)/notice.pdf")
    }

    private static func grouped(_ nonce: String) -> String {
        var out = ""
        for (place, character) in nonce.enumerated() {
            if place > 0, place.isMultiple(of: 11) { out += " " }
            out.append(character)
        }
        return out
    }
}
