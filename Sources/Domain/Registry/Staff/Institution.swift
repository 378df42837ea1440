/// 专业机构 (3.2.2): an institution that assists inspections on commission, with its qualifications.
package struct Institution: Sendable {
    package enum Status: String, Sendable { case active, ended }

    package let id: Int64
    /// 统一社会信用代码
    package let code: String
    package let name: String
    package let region: RegionCode
    /// 服务范围, in words.
    package let fields: String
    package let status: Status
    package let qualifications: [InstitutionQualification]

    package init(
        id: Int64, code: String, name: String, region: RegionCode, fields: String, status: Status,
        qualifications: [InstitutionQualification]
    ) {
        self.id = id
        self.code = code
        self.name = name
        self.region = region
        self.fields = fields
        self.status = status
        self.qualifications = qualifications
    }

    /// Whether a qualification holds on every day of the period.
    package func isQualified(from: Day, until: Day) -> Bool {
        qualifications.contains { $0.from <= from && until <= $0.until }
    }

    /// How its qualifications stand on a day: valid, ending soon, or none.
    package func state(on day: Day, soonDays: Int) -> CertificateState {
        guard let last = qualifications.filter({ $0.from <= day }).map(\.until).max() else { return .missing }
        if last < day { return .expired }
        return last <= day.advanced(by: soonDays) ? .expiring : .valid
    }
}

package struct InstitutionQualification: Sendable {
    package let kind: String
    package let number: String
    package let issuer: String
    package let from: Day
    package let until: Day

    package init(kind: String, number: String, issuer: String, from: Day, until: Day) {
        self.kind = kind
        self.number = number
        self.issuer = issuer
        self.from = from
        self.until = until
    }
}

/// 委托: what an institution was asked to do, for which campaign or visit, and how it was judged.
package struct Commission: Sendable {
    /// 1 to 5 each.
    package struct Evaluation: Sendable {
        package let quality: Int
        package let timeliness: Int
        package let conduct: Int
        package let words: String

        package init(quality: Int, timeliness: Int, conduct: Int, words: String) {
            self.quality = quality
            self.timeliness = timeliness
            self.conduct = conduct
            self.words = words
        }
    }

    package let id: Int64
    package let institution: Int64
    package let authority: Int64
    package let authorityName: String
    package let region: RegionCode
    package let department: String
    package let campaign: Int64?
    package let campaignTitle: String?
    package let visit: Int64?
    package let matter: String
    package let document: String
    package let starts: Day
    package let ends: Day
    package let evaluation: Evaluation?

    package init(
        id: Int64, institution: Int64, authority: Int64, authorityName: String, region: RegionCode, department: String,
        campaign: Int64?, campaignTitle: String?, visit: Int64?, matter: String, document: String, starts: Day,
        ends: Day, evaluation: Evaluation?
    ) {
        self.id = id
        self.institution = institution
        self.authority = authority
        self.authorityName = authorityName
        self.region = region
        self.department = department
        self.campaign = campaign
        self.campaignTitle = campaignTitle
        self.visit = visit
        self.matter = matter
        self.document = document
        self.starts = starts
        self.ends = ends
        self.evaluation = evaluation
    }
}

/// Institutions in the store.
package protocol InstitutionStore {
    func institution(id: Int64) throws -> Institution?
    func institution(code: String) throws -> Institution?
    /// Everybody reads all of them: an institution may be commissioned from anywhere in the province.
    func institutions(text: String, slice: Slice) throws -> Listing<Institution>
    /// Inserts or updates by code; qualifications are added or updated by number.
    func upsert(_ institution: Institution, at: Moment) throws -> Int64
    /// Puts an institution back as it was, qualifications included; nil: removes it with them. Only to take an import back.
    func restore(_ institution: Institution?, institution id: Int64, at: Moment) throws
    func insert(_ commission: Commission, at: Moment) throws -> Int64
    func commission(id: Int64) throws -> Commission?
    /// Of an institution, or of all; those of the region and department only, newest first.
    func commissions(institution: Int64?, region: RegionCode, department: String?, slice: Slice) throws
        -> Listing<Commission>
    /// Throws a conflict when it was evaluated before.
    func setEvaluation(_ evaluation: Commission.Evaluation, commission: Int64, by account: Int64, at: Moment) throws
    /// Mean of all evaluations times 100, and their number, by institution.
    func evaluations() throws -> [Int64: (mean: Int, count: Int)]
}
