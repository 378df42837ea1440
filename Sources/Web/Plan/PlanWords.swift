import Domain

/// Words and colours of planning that several pages share.
enum PlanWords {
    static func chip(_ state: Plan.State) -> ChipModel {
        switch state {
        case .draft: ChipModel(state.title, .neutral)
        case .reported: ChipModel(state.title, .information)
        case .published: ChipModel(state.title, .success)
        }
    }

    static func chip(_ state: Campaign.State) -> ChipModel {
        switch state {
        case .planned: ChipModel(state.title, .neutral)
        case .drawing, .inspecting: ChipModel(state.title, .information)
        case .completed: ChipModel(state.title, .success)
        case .cancelled: ChipModel(state.title, .neutral, icon: "stop")
        }
    }

    static func chip(_ deadline: PlanDeadline) -> ChipModel {
        switch deadline.standing {
        case .inTime: ChipModel(deadline.words, .success)
        case .late: ChipModel(deadline.words, .attention)
        case .open: ChipModel(deadline.words, .neutral, icon: "clock")
        case .soon: ChipModel(deadline.words, .attention)
        case .pressing, .overdue: ChipModel(deadline.words, .danger)
        }
    }

    /// `1%、3%…`: each class with its ratio.
    static func ratios(_ quotas: [Campaign.Quota]) -> String {
        quotas.map { "\($0.risk.title)\($0.measure.words)" }.joined(separator: "，")
    }

    /// Draws a year in words.
    static func frequency(_ number: Int) -> String {
        switch number {
        case 1: "每年一次"
        case 2: "每半年一次"
        case 4: "每季度一次"
        case 12: "每月一次"
        default: "每年\(number)次"
        }
    }

    static func regions(_ codes: [RegionCode], _ names: [RegionCode: String]) -> String {
        codes.map { names[$0] ?? $0.text }.joined(separator: "、")
    }
}
