import ArgumentParser
import Domain
import Foundation
import VerifiableDraw

/// `mingcha plan …`: a plan's figures and advice from files, for whoever wants to work them out again.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "计划测算：从 JSON 重算计划的各项数字和编制建议",
        subcommands: [PlanFiguresCommand.self, PlanAdviceCommand.self])
}

struct PlanFiguresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figures", abstract: "读入一组计划（JSON 数组），写出各项数字", discussion: "格式见 docs/stages/plan.md。不读写数据库。")

    @Argument(help: "计划文件（JSON 数组）。")
    var input: String

    @Option(help: "规则目录。")
    var policy = "./Policy"

    func run() async throws {
        try await reporting {
            let law = try LawFiles.load(policy).book
            try write(try read(input, as: [PlanFile].self).map { try $0.told(law) })
        }
    }
}

struct PlanAdviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advice", abstract: "读入一组编制问题（JSON 数组），写出建议的比例", discussion: "格式见 docs/stages/plan.md。不读写数据库。")

    @Argument(help: "问题文件（JSON 数组）。")
    var input: String

    func run() async throws {
        try await reporting {
            try write(
                try read(input, as: [AdviceProblem].self).map { problem -> AdviceAnswer in
                    guard problem.isSound else {
                        throw Problem(.invalid, "plan.file", "问题文件中的编号或数值互相对不上。")
                    }
                    return AdviceAnswer(AdviceSolver(problem).solve())
                })
        }
    }
}

private func read<Value: Decodable>(_ path: String, as type: Value.Type) throws -> Value {
    guard let data = FileManager.default.contents(atPath: path) else {
        throw Problem(.invalid, "plan.file", "读不到文件 \(path)。", remedy: "请检查路径和权限。")
    }
    do {
        return try JSONDecoder().decode(type, from: data)
    } catch {
        throw Problem(.invalid, "plan.file", "文件 \(path) 不是所要的 JSON：\(error)。", remedy: "格式见 docs/stages/plan.md。")
    }
}

private func write(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    FileHandle.standardOutput.write(try encoder.encode(value) + Data("\n".utf8))
}

private struct AdviceAnswer: Encodable {
    var clash: String?
    var short: Int?
    var month: Int?
    var isProven: Bool?
    var solution: AdviceSolution?

    init(_ outcome: AdviceOutcome) {
        switch outcome {
        case .solved(let found): solution = found
        case .floor(let missing): (clash, short) = ("floor", missing)
        case .capacity(let when, let excess): (clash, month, short) = ("capacity", when, excess)
        case .both(let missing, let proven): (clash, short, isProven) = ("both", missing, proven)
        }
    }
}

/// A plan in a file.
private struct PlanFile: Decodable {
    struct Measure: Decodable {
        let basisPoints: Int?
        let number: Int?
    }

    struct Task: Decodable {
        let kind: Plan.Kind
        let isOwn: Bool
        let isOpen: Bool
        let isDelegated: Bool
        let importance: [Item.Importance]
        let mayRepeat: Bool
        let startsOn: String
        let endsOn: String
        let items: [String]
        let regions: [String]
        let measures: [String: Measure]
    }

    struct Entry: Decodable {
        let code: String
        let items: [String]
        let region: String
    }

    let year: Int
    let kind: Plan.Kind
    let region: String
    let enterprises: Int
    let caps: [Int]
    let tasks: [Task]
    let overlaps: [SubjectOverlap]
    let entries: [Entry]
    let areas: [String]

    func told(_ law: LawBook) throws -> PlanTold {
        let place = try PlanFile.region(region)
        let tasks = try tasks.enumerated().map { number, task in
            guard let starts = Day(task.startsOn), let ends = Day(task.endsOn) else {
                throw PlanFile.wrong(task.startsOn)
            }
            return PlanFiguresInput.Task(
                id: Int64(number), title: "", kind: task.kind, isOwn: task.isOwn, isDraft: false, isOpen: task.isOpen,
                isDelegated: task.isDelegated, importance: task.importance, mayRepeat: task.mayRepeat, startsOn: starts,
                endsOn: ends, items: task.items, regions: try task.regions.map(PlanFile.region),
                measures: try Dictionary(
                    task.measures.map { (try PlanFile.risk($0.key), try PlanFile.quota($0.value)) },
                    uniquingKeysWith: { one, _ in one }))
        }
        guard overlaps.allSatisfy({ $0.members.allSatisfy(tasks.indices.contains) && $0.number >= 0 }) else {
            throw PlanFile.wrong("overlaps")
        }
        let input = PlanFiguresInput(
            year: year, kind: kind, region: place, tasks: tasks, overlaps: overlaps, enterprises: enterprises,
            caps: caps)
        let rules = try PlanFiguresRules(law: law, year: year, kind: kind, region: place)
        let coverage = PlanCoverage(
            entries: try entries.map {
                .init(code: $0.code, matter: "", heading: "", items: $0.items, region: try PlanFile.region($0.region))
            },
            tasks: tasks.enumerated().filter { $0.element.kind == kind }.map { number, task in
                .init(
                    id: Int64(number), number: String(number), title: "", authorityName: "", authorityRegion: place,
                    department: "", items: task.items, regions: task.regions)
            })
        var standings: [String: [String: String]] = [:]
        for area in areas {
            let code = try PlanFile.region(area)
            standings[area] = Dictionary(
                coverage.entries(in: code).map { ($0.code, coverage.cell($0, in: code).standing.rawValue) },
                uniquingKeysWith: { one, _ in one })
        }
        return PlanTold(try PlanFigures(input, rules), coverage: standings)
    }

    private static func wrong(_ what: String) -> Problem {
        Problem(.invalid, "plan.file", "计划文件中的“\(what)”读不懂。", remedy: "格式见 docs/stages/plan.md。")
    }

    private static func region(_ text: String) throws -> RegionCode {
        guard let code = RegionCode(text) else { throw wrong(text) }
        return code
    }

    private static func risk(_ text: String) throws -> RiskClass {
        guard let risk = RiskClass(rawValue: text) else { throw wrong(text) }
        return risk
    }

    private static func quota(_ measure: Measure) throws -> Quota {
        if let number = measure.number { return .fixed(number) }
        guard let points = measure.basisPoints else { throw wrong("measures") }
        return .basisPoints(points)
    }
}

/// A plan's figures in a file.
private struct PlanTold: Encodable {
    struct Line: Encodable {
        let subjects: [String: Int]
        let draws: [String: Int]
        let outside: [String]
    }

    let lines: [Line]
    let numbers: [String: Int]
    let doubled: [[String]]
    let apart: [Int]
    let merged: [Int]
    let groups: [[Int]]
    let reportBy: String
    let coverage: [String: [String: String]]

    init(_ figures: PlanFigures, coverage: [String: [String: String]]) {
        let named = { (numbers: [RiskClass: Int]) in
            Dictionary(numbers.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { one, _ in one })
        }
        lines = figures.lines.map {
            Line(subjects: named($0.subjects), draws: named($0.draws), outside: $0.outside.map(\.rawValue))
        }
        numbers = [
            "reached": figures.reached, "draws": figures.draws, "distinct": figures.distinct,
            "enterprises": figures.enterprises, "distinctEnterprises": figures.distinctEnterprises,
            "needed": figures.needed, "repeats": figures.repeats, "foundedRepeats": figures.foundedRepeats,
            "jointTasks": figures.jointTasks, "jointSubjects": figures.jointSubjects, "capacity": figures.capacity,
            "visits": figures.visits, "mergedVisits": figures.mergedVisits, "certified": figures.rules.certified,
            "floor": figures.rules.floor,
        ]
        doubled = figures.doubled.map { [String($0.task), $0.item, String($0.joint)] }
        apart = figures.months.map(\.apart)
        merged = figures.months.map(\.merged)
        groups = figures.groups
        reportBy = figures.rules.reportBy.description
        self.coverage = coverage
    }
}
