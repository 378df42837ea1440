import TransparencyLog
import VerifiableDraw

/// The subcommands and what they print.
enum Command {
    static let help = """
        mingcha-verify —— 明查抽取结果的独立验证程序，不需要网络和数据库

        用法：
          mingcha-verify ceremony 目录 [--vkey 公钥…]     验证一次摇号公布的全部文件
          mingcha-verify slip 目录 --id 主体编号 --slip 签条 --nonce 随机码 [--proof 证明文件]
                                                        验证一个主体的签条：是否事先绑定、是否抽中
          mingcha-verify audit 目录 [--vkey 公钥]         用打开的密钥核对审计资料：名单、签条与名录是否逐一相符
          mingcha-verify draw --seed 种子 --ids 文件 --take 数量
                                                        按种子从编号表中抽取，输出JSON
          mingcha-verify tickets 文件                    计算每个 {seed, id} 的签值，输出JSON
          mingcha-verify assign 文件                     按规则SLO-1重新匹配检查人员，输出JSON
          mingcha-verify log 目录 --vkey 公钥… [--witness 见证人公钥…]
                                                        验证存证日志
          mingcha-verify receipt 文件 [--entry 条目文件] [--vkey 公钥…] [--witness 见证人公钥…]
                                                        验证一张存证回执

        编号表每行一个编号；文件名以.json结尾时为JSON字符串数组。编号和种子可以是任意UTF-8文字，按字节比较。
        公钥为文字行“名称+编号+编码”，也可以是存放它的文件名，换过密钥的日志可给出多个；ceremony和receipt未给出公钥时取同一目录中的log.vkey。
        给出见证人公钥的，这些见证人都签过名才算通过。
        退出码：0 验证通过；1 验证不通过，并说明原因；2 输入无法使用。

        """

    /// Runs the command and returns the exit code.
    static func run(_ arguments: Arguments) async -> Int32 {
        do {
            try await dispatch(arguments)
            return Outcome.verified.rawValue
        } catch let refuted as Refuted {
            Output.error("验证不通过：\(refuted.reason)")
            return Outcome.refuted.rawValue
        } catch let unusable as Unusable {
            Output.error("输入无法使用：\(unusable.reason)")
            return Outcome.unusable.rawValue
        } catch let refusal as DrawRefusal {
            Output.error("输入无法使用：\(refusal.reason)")
            return Outcome.unusable.rawValue
        } catch let error as LogError {
            Output.error("输入无法使用：\(error)")
            return Outcome.unusable.rawValue
        } catch {
            Output.error("输入无法使用：\(error)")
            return Outcome.unusable.rawValue
        }
    }

    private static func dispatch(_ arguments: Arguments) async throws {
        if let fault = arguments.unreadable { throw fault }
        if arguments.wantsHelp || arguments.plain.first == "help" { return Output.text(help) }
        switch arguments.plain.first {
        case "draw": try DrawCommand.run(arguments)
        case "tickets": try TicketsCommand.run(arguments)
        case "assign": try AssignCommand.run(arguments)
        case "ceremony": try CeremonyCommand.run(arguments)
        case "slip": try SlipCommand.run(arguments)
        case "audit": try AuditCommand.run(arguments)
        case "log": try await LogCommand.run(arguments)
        case "receipt": try ReceiptCommand.run(arguments)
        case nil: throw Unusable("没有写明要验证什么\n\n\(help)")
        case let name?: throw Unusable("不认识的命令“\(name)”\n\n\(help)")
        }
    }
}
