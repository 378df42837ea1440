import VerifiableDraw

/// `draw --seed S --ids FILE --take K`: the first K identifiers in ticket order. The seed is taken as it is, without
/// the suffix that a ceremony adds for its purpose.
enum DrawCommand {
    static let usage = "mingcha-verify draw --seed 种子 --ids 文件 --take 数量"

    static func run(_ arguments: Arguments) throws {
        _ = try arguments.expect(plain: 0, options: ["--seed", "--ids", "--take"], usage: usage)
        let seed = try arguments.required("--seed", usage: usage)
        let path = try arguments.required("--ids", usage: usage)
        guard let take = Int(try arguments.required("--take", usage: usage)), take >= 0 else {
            throw Unusable("抽取数量应为不小于0的整数")
        }
        let drawn = try Sampler(seed: seed).draw(Input.identifiers(path), take: take)
        Output.text(
            JSONText.object([
                ("seed", .string(seed)),
                ("ids_file", .string(path)),
                ("selected", .array(drawn.map { .string($0.id) })),
                ("tickets", .array(drawn.map { .string($0.ticket) })),
            ]).line)
    }
}
