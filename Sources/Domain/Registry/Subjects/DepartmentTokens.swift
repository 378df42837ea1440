/// 接口密钥: with it a department's system may deliver changes of subjects, for one department and one region subtree.
package struct DepartmentToken: Sendable {
    package let id: Int64
    package let name: String
    package let department: String
    package let departmentName: String
    package let region: RegionCode
    package let issuedBy: String
    package let issuedAt: Moment
    package let expiresOn: Day
    package let revokedAt: Moment?
    package let usedAt: Moment?

    package init(
        id: Int64, name: String, department: String, departmentName: String, region: RegionCode, issuedBy: String,
        issuedAt: Moment, expiresOn: Day, revokedAt: Moment?, usedAt: Moment?
    ) {
        self.id = id
        self.name = name
        self.department = department
        self.departmentName = departmentName
        self.region = region
        self.issuedBy = issuedBy
        self.issuedAt = issuedAt
        self.expiresOn = expiresOn
        self.revokedAt = revokedAt
        self.usedAt = usedAt
    }

    package func isValid(on day: Day) -> Bool { revokedAt == nil && day <= expiresOn }
}

/// A key as it is written down; the key itself is not.
package struct NewDepartmentToken: Sendable {
    package let name: String
    package let hash: String
    package let department: String
    package let region: RegionCode
    package let issuedBy: Int64
    package let expiresOn: Day
}

/// Issuing and revoking keys, within the administrator's region and department.
package struct DepartmentTokens: Sendable {
    private let house: House
    /// Longest validity in days.
    private static let longest = 366
    /// Begins every key, so that one that leaked is recognised.
    package static let prefix = "mck_"

    package init(_ house: House) { self.house = house }

    package struct Draft: Sendable {
        package let name: String
        package let department: String
        package let region: RegionCode
        package let expiresOn: Day

        package init(name: String, department: String, region: RegionCode, expiresOn: Day) {
            self.name = name
            self.department = department
            self.region = region
            self.expiresOn = expiresOn
        }
    }

    package struct Desk: Sendable {
        package let tokens: [DepartmentToken]
        package let departments: [Department]
        package let regions: [Region]
    }

    package func desk(for actor: Actor) async throws -> Desk {
        try actor.require(.accounts)
        return try await house.storage.read { stores in
            Desk(
                tokens: try stores.subjects.tokens(region: actor.region).filter {
                    actor.covers($0.region, department: $0.department)
                },
                departments: try stores.registry.departments().filter {
                    actor.covers(actor.region, department: $0.code)
                },
                regions: try stores.registry.regions(within: actor.region))
        }
    }

    /// Gives the key, which is shown once. A second arrival of the form is shown the list.
    package func issue(_ draft: Draft, by actor: Actor, submission: String?) async throws -> String {
        try actor.require(.accounts)
        let today = house.clock.today
        guard today < draft.expiresOn, draft.expiresOn <= today.advanced(by: DepartmentTokens.longest) else {
            throw Problem(
                .invalid, "token.expiry", "有效期应在明天到\(DepartmentTokens.longest)天之内。",
                fields: ["expires": "应在明天到\(DepartmentTokens.longest)天之内"])
        }
        guard actor.covers(draft.region, department: draft.department) else { throw Problem.notFound("地区或部门") }
        let secret = DepartmentTokens.prefix + house.randomHex(bytes: 32)
        let hash = Digest.sha256Hex(secret)
        let now = house.clock.now()
        let done = try await house.submit(submission, by: actor, to: "/system/tokens") { stores in
            guard try stores.registry.department(draft.department) != nil,
                try stores.registry.region(draft.region)?.current == true
            else { throw Problem.notFound("地区或部门") }
            let id = try stores.subjects.insert(
                NewDepartmentToken(
                    name: draft.name, hash: hash, department: draft.department, region: draft.region,
                    issuedBy: actor.account, expiresOn: draft.expiresOn), at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.token.issue", actor: actor.account, object: "token/\(id)", at: now,
                    sentence: "发放接口密钥“\(draft.name)”，至 \(draft.expiresOn.description)。",
                    data: ["department": .text(draft.department), "region": .text(draft.region.text)]), at: now)
        }
        if case .before(let location) = done { throw SubmittedBefore(location: location) }
        return secret
    }

    package func revoke(_ id: Int64, by actor: Actor, submission: String?) async throws -> SubmissionOutcome {
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/system/tokens") { stores in
            guard let token = try stores.subjects.token(id: id) else { throw Problem.notFound("接口密钥") }
            try actor.require(.accounts, over: token.region, department: token.department, what: "接口密钥")
            try stores.subjects.revokeToken(id, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.token.revoke", actor: actor.account, object: "token/\(id)", at: now,
                    sentence: "撤销接口密钥“\(token.name)”。"), at: now)
        }
    }

    /// The key behind a request; throws `unauthenticated` for one that is unknown, revoked or out of date.
    package func admit(_ secret: String?) async throws -> DepartmentToken {
        let today = house.clock.today
        if let secret, secret.hasPrefix(DepartmentTokens.prefix), secret.utf8.count == 68 {
            let hash = Digest.sha256Hex(secret)
            if let token = try await house.storage.read({ try $0.subjects.token(hash: hash) }), token.isValid(on: today)
            {
                return token
            }
        }
        throw Problem(
            .unauthenticated, "token.invalid", "接口密钥缺失、有误、已撤销或已过期。",
            remedy: "请在请求头 Authorization 中写明 Bearer 密钥；密钥由平台管理员在“系统 · 接口密钥”发放。")
    }
}
