import VerifiableDraw

/// `tickets FILE`: a JSON list of {seed, id} in, the same with the full ticket out.
enum TicketsCommand {
    static let usage = "mingcha-verify tickets 文件"

    private struct Question: Decodable {
        let seed: String
        let id: String
    }

    static func run(_ arguments: Arguments) throws {
        let path = try arguments.expect(plain: 1, options: [], usage: usage)[0]
        var samplers: [ByteKey: Sampler] = [:]
        var answers: [JSONText] = []
        for question in try Input.json([Question].self, from: path) {
            let key = ByteKey(question.seed)
            let sampler = samplers[key] ?? Sampler(seed: question.seed)
            samplers[key] = sampler
            answers.append(
                .object([
                    ("seed", .string(question.seed)),
                    ("id", .string(question.id)),
                    ("ticket", .string(sampler.ticket(for: question.id))),
                ]))
        }
        Output.text(JSONText.array(answers).line)
    }
}
