/// What every use case is given: the store, the clock, the law, and a source of randomness.
///
/// A use case is a small struct over a `House`, named after its stage's noun: `Planning(house).report(…)`.
package struct House: Sendable {
    package let storage: any Storage
    package let clock: Clock
    package let law: Law
    /// Signs the log's heads and makes receipts.
    package let checkpoints: Checkpoints
    /// Reference/ as loaded; nil where a command has no use for it.
    package let reference: ReferenceBook?
    /// Where tables come in and go out.
    package let tables: (any TableDesk)?
    /// Makes PDF files and QR codes; nil where a command has no use for it.
    package let press: (any Press)?
    /// Counts and selections of subjects from memory; nil where a command asks the database instead.
    package let index: (any SubjectIndex)?
    /// Seals personal data; nil where a command has no key for it.
    package let vault: PersonalVault?
    /// 执法证平台; nil where none is set up.
    package let certificates: (any CertificateSource)?
    /// Draws that run in this process.
    package let progress = DrawProgress()
    /// Cryptographically secure random bytes; tests seed it.
    package let randomBytes: @Sendable (Int) -> [UInt8]

    package init(
        storage: any Storage, clock: Clock, law: Law, checkpoints: Checkpoints, reference: ReferenceBook? = nil,
        tables: (any TableDesk)? = nil, press: (any Press)? = nil, index: (any SubjectIndex)? = nil,
        vault: PersonalVault? = nil, certificates: (any CertificateSource)? = nil,
        randomBytes: @escaping @Sendable (Int) -> [UInt8] = House.secure
    ) {
        self.storage = storage
        self.clock = clock
        self.law = law
        self.checkpoints = checkpoints
        self.reference = reference
        self.tables = tables
        self.press = press
        self.index = index
        self.vault = vault
        self.certificates = certificates
        self.randomBytes = randomBytes
    }

    /// The same house with another vault.
    package func with(vault: PersonalVault) -> House {
        House(
            storage: storage, clock: clock, law: law, checkpoints: checkpoints, reference: reference, tables: tables,
            press: press, vault: vault, certificates: certificates, randomBytes: randomBytes)
    }

    /// The reference data; throws a ``Problem`` when the house was opened without it.
    package func book() throws -> ReferenceBook {
        guard let reference else {
            throw Problem(
                .unavailable, "reference.not-loaded", "没有加载参考数据（区划、主体类型、标签规则）。",
                remedy: "请用 MINGCHA_REFERENCE 指定参考数据目录后重新启动。")
        }
        return reference
    }

    /// The desk for tables; throws a ``Problem`` when the house was opened without one.
    package func desk() throws -> any TableDesk {
        guard let tables else {
            throw Problem(.unavailable, "tables.none", "没有配置表格文件的读写。", remedy: "请联系平台管理员。")
        }
        return tables
    }

    /// The vault of personal data; throws a ``Problem`` when the house was opened without its key.
    package func personal() throws -> PersonalVault {
        guard let vault else {
            throw Problem(
                .unavailable, "personal.key", "没有个人信息密钥，不能保存或查看身份证号和手机号。",
                remedy: "请平台管理员检查数据目录的 personal.key。")
        }
        return vault
    }

    /// The system's generator, which is cryptographically secure on Linux (getrandom).
    package static let secure: @Sendable (Int) -> [UInt8] = { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<max(0, count)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// A random name for keys that nobody should guess: lower-case hex.
    package func randomHex(bytes: Int) -> String {
        Digest.hex(randomBytes(bytes))
    }
}
