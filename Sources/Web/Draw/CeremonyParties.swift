import Domain

/// The parties as tiles: who has sealed, who has opened, until when.
enum CeremonyParties {
    struct Tile: Sendable {
        let title: String
        let person: String
        /// `waiting`, `sealed`, `open`, `missing`: the look of the tile, beside its word.
        let look: String
        let icon: String
        let word: String
        let detail: String
        let commitment: String?
        let value: String?
        let isSelf: Bool
        let link: Link?
    }

    /// The one-time link of a party without account, for who runs the ceremony.
    struct Link: Sendable {
        let action: String
        let party: String
        let button: String
        let state: String
    }

    static func tile(_ party: Ceremony.Party, _ view: Ceremonies.View, _ viewer: CeremonyViewer) -> Tile {
        let ceremony = view.ceremony
        let (look, icon, word, detail) = state(party, view)
        return Tile(
            title: party.title, person: person(party, view, viewer), look: look, icon: icon, word: word,
            detail: detail, commitment: party.commitment, value: party.revealed,
            isSelf: !viewer.room && viewer.isSelf(party),
            link: link(party, ceremony, viewer))
    }

    private static func state(_ party: Ceremony.Party, _ view: Ceremonies.View) -> (String, String, String, String) {
        let ceremony = view.ceremony
        if party.revealed != nil { return ("open", "check", "已揭示", "与承诺一致") }
        if party.isMissing { return ("missing", "stop", "缺席", "没有在\(ceremony.revealDeadline.onScreen)前揭示") }
        let isLate = view.now > ceremony.revealDeadline
        if party.commitment != nil {
            let detail =
                ceremony.state != .committed
                ? "揭示前谁也看不到" : isLate ? "揭示已截止" : "请在\(ceremony.revealDeadline.onScreen)前揭示"
            return ("sealed", "lock", ceremony.state == .committed ? "待揭示" : "已承诺", detail)
        }
        switch ceremony.state {
        case .planned: return ("waiting", "dot", "未开始", "冻结名单后提交承诺")
        case .frozen where view.now > ceremony.commitDeadline: return ("missing", "stop", "未承诺", "承诺已截止")
        case .frozen: return ("waiting", "clock", "待承诺", "请在\(ceremony.commitDeadline.onScreen)前提交")
        default: return ("waiting", "dot", "未承诺", "摇号已结束")
        }
    }

    private static func person(_ party: Ceremony.Party, _ view: Ceremonies.View, _ viewer: CeremonyViewer) -> String {
        if let account = party.account {
            return viewer.room || viewer.actor == nil ? "本人账号" : view.people[account] ?? ""
        }
        guard let link = party.link else { return "在场，没有账号" }
        return link.openedAt == nil ? "一次性链接待打开" : "用自己的设备参加"
    }

    private static func link(_ party: Ceremony.Party, _ ceremony: Ceremony, _ viewer: CeremonyViewer) -> Link? {
        guard viewer.runs, !viewer.room, party.account == nil, party.revealed == nil, !party.isMissing,
            [.planned, .frozen, .committed].contains(ceremony.state)
        else { return nil }
        let state: String
        if let link = party.link {
            state =
                link.openedAt.map { "链接已在\($0.onScreen)打开。设备不能用时可重新签发，原设备随即失效。" }
                ?? "链接已签发，\(link.expiresAt.onScreen)前打开有效。"
        } else {
            state = "本人用手机扫一次二维码就能参加，不用账号。"
        }
        return Link(
            action: "/draw/\(ceremony.id)/link", party: party.id, button: party.link == nil ? "签发一次性链接" : "重新签发",
            state: state)
    }
}
