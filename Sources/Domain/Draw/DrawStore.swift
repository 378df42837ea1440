package protocol DrawStore {
    func ceremony(id: Int64) throws -> Ceremony?
    func ceremony(code: String) throws -> Ceremony?
}
