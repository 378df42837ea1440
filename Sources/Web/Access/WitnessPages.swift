import Domain
import TransparencyLog

/// 见证人: who cosigned which head of the log when; the late ones by name. The same in public and under 系统.
enum WitnessPages {
    static func published(_ call: Call) async throws -> Reply {
        .publicPage(
            Page(
                "shell/panels", title: "日志的见证人", stage: .portal,
                model: model(try await Witnessing(call.house).view()), trail: [("怎样验证", "/verify")], frame: .portal))
    }

    static func inside(_ call: Call) async throws -> Reply {
        .page(
            Page(
                "shell/panels", title: "日志的见证人", stage: .system,
                model: model(try await Witnessing(call.house).view()),
                trail: [("系统", "/system"), ("留痕日志", "/system/log")],
                actions: [PageAction("公开页面", href: "/log/witnesses", icon: "proof")]))
    }

    static func model(_ view: Witnessing.View) -> PanelsModel {
        let standings = PanelTable(
            "见证人", view.standings,
            [
                .head("见证人") { $0.key.name },
                .number("签到第几条") { $0.last.map { Figures.grouped(Int($0.size)) } ?? "—" },
                .figures("签名时间") { $0.last?.at?.toTheSecond ?? "—" }, .chip("状态", chip), .code("公钥") { $0.key.vkey },
            ])
        let heads = PanelTable(
            "最近的检查点", view.heads,
            [
                .number("条数") { Figures.grouped(Int($0.checkpoint.size)) }, .code("根哈希") { $0.checkpoint.root.hex },
                .text("见证签名") { head in
                    head.signatures.isEmpty
                        ? "没有"
                        : head.signatures.map { "\($0.witness)（\($0.at?.toTheSecond ?? "时间不详")）" }
                            .joined(separator: "、")
                },
            ])
        return PanelsModel(
            [
                Panel(
                    "见证人", note: "见证人由别的单位运行，只给前后一致的检查点签名。有了它们的签名，平台就不能把日志改掉重写，也不能给不同的人看不同的日志。",
                    table: standings, none: "还没有见证人。"),
                Panel(
                    "最近的检查点", note: "检查点写明日志有多少条和全部内容的哈希。时间以见证人自己的时钟为准。", table: heads,
                    none: "还没有送给见证人的检查点。"),
            ], remarks: [remark(view)])
    }

    private static func remark(_ view: Witnessing.View) -> RemarkModel {
        guard !view.standings.isEmpty else {
            return RemarkModel("平台没有设见证人，日志的最新状态只有平台自己的签名。", .attention)
        }
        guard let newest = view.newest else { return RemarkModel("见证人已经设好，还没有检查点送给它们。") }
        guard view.late.isEmpty else {
            let names = view.late.map { one in
                one.last.map { "\(one.key.name)（停在第\(Figures.grouped(Int($0.size)))条）" } ?? "\(one.key.name)（从未签名）"
            }
            return RemarkModel(
                "最新的检查点有\(Figures.grouped(Int(newest)))条，没有跟上的见证人：\(names.joined(separator: "、"))。", .attention)
        }
        return RemarkModel("最新的检查点有\(Figures.grouped(Int(newest)))条，\(view.standings.count)个见证人都签了名。", .success)
    }

    private static func chip(_ one: Witnessing.Standing) -> ChipModel {
        if !one.isLate { return one.last == nil ? ChipModel("等待", .neutral) : ChipModel("已签最新", .success) }
        return one.last == nil
            ? ChipModel("从未签名", .danger) : ChipModel("落后\(Figures.grouped(Int(one.behind)))条", .attention)
    }
}
