import Dispatch

/// Work cut into chunks for all cores. Synchronous on purpose: the callers are pure functions, and results are put
/// back in the order of the chunks, so that the number of cores never shows in an outcome.
enum Parallel {
    /// Calls `body` for consecutive ranges that cover `0..<count`, and returns the results in their order.
    static func map<T: Sendable>(
        count: Int, chunk: Int, _ body: @Sendable (Range<Int>) -> T
    ) -> [T] {
        guard count > 0 else { return [] }
        let chunks = (count - 1) / chunk + 1
        if chunks == 1 { return [body(0..<count)] }
        return [T](unsafeUninitializedCapacity: chunks) { buffer, initialized in
            // Each iteration writes its own element only.
            nonisolated(unsafe) let out = buffer
            DispatchQueue.concurrentPerform(iterations: chunks) { index in
                let lower = index * chunk
                out.initializeElement(at: index, to: body(lower..<min(lower + chunk, count)))
            }
            initialized = chunks
        }
    }

    /// Calls `body` with consecutive ranges of the array's elements, each to be changed in place.
    static func forEachRange<T: Sendable>(
        of array: inout [T], ranges: [Range<Int>], _ body: @Sendable (UnsafeMutableBufferPointer<T>) -> Void
    ) {
        array.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let out = buffer
            DispatchQueue.concurrentPerform(iterations: ranges.count) { index in
                body(UnsafeMutableBufferPointer(rebasing: out[ranges[index]]))
            }
        }
    }
}
