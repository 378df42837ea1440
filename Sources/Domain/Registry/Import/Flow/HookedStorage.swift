/// A storage that does something more in each transaction of a use case, before and after it: so the end of a job and
/// the import itself are one.
struct HookedStorage: Storage {
    let inner: any Storage
    let before: @Sendable (any Stores) throws -> Void
    let after: @Sendable (any Stores) throws -> Void

    func read<T: Sendable>(_ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T {
        try await inner.read(body)
    }

    func write<T: Sendable>(alone: Bool, _ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T {
        try await inner.write(alone: alone) { [before, after] stores in
            try before(stores)
            let result = try body(stores)
            try after(stores)
            return result
        }
    }

    func housekeep<T: Sendable>(_ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T {
        try await inner.housekeep(body)
    }
}
