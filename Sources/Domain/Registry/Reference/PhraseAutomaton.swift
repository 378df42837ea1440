/// Finds all occurrences of many phrases in one pass over UTF-8 bytes (Aho and Corasick, 1975).
///
/// The transitions are a full table over classes of bytes, so a step is one load. UTF-8 synchronises itself: a phrase
/// found in the bytes is a phrase found in the characters.
package struct PhraseAutomaton: Sendable {
    /// Class of each byte; class 0 holds every byte that stands in no phrase.
    private let classes: [UInt8]
    private let width: Int
    /// Next state, by `state * width + class`.
    private let steps: [Int32]
    /// Phrases that end in a state, shorter suffixes included: `outputs[starts[state]..<starts[state + 1]]`.
    private let starts: [Int32]
    private let outputs: [Int32]
    package let lengths: [Int]

    /// Phrases are known by their place in the list; empty ones are never found.
    package init(_ phrases: [[UInt8]]) {
        var classes = [UInt8](repeating: 0, count: 256)
        var width = 1
        for byte in Set(phrases.joined()).sorted() {
            // 255 classes suffice: UTF-8 never holds C0, C1 and F5…FF.
            guard width < 256 else { break }
            classes[Int(byte)] = UInt8(width)
            width += 1
        }
        var steps = [Int32](repeating: -1, count: width)
        var ending: [[Int32]] = [[]]
        for (number, phrase) in phrases.enumerated() where !phrase.isEmpty {
            var state = 0
            for byte in phrase {
                let cell = state * width + Int(classes[Int(byte)])
                if steps[cell] < 0 {
                    steps[cell] = Int32(ending.count)
                    ending.append([])
                    steps.append(contentsOf: repeatElement(-1, count: width))
                }
                state = Int(steps[cell])
            }
            ending[state].append(Int32(number))
        }
        var failure = [Int32](repeating: 0, count: ending.count)
        var queue: [Int] = []
        for kind in 0..<width {
            if steps[kind] < 0 { steps[kind] = 0 } else { queue.append(Int(steps[kind])) }
        }
        var head = 0
        while head < queue.count {
            let state = queue[head]
            head += 1
            let back = Int(failure[state])
            ending[state] += ending[back]
            for kind in 0..<width {
                let cell = state * width + kind
                if steps[cell] < 0 {
                    steps[cell] = steps[back * width + kind]
                } else {
                    failure[Int(steps[cell])] = steps[back * width + kind]
                    queue.append(Int(steps[cell]))
                }
            }
        }
        var starts: [Int32] = [0]
        for list in ending { starts.append(starts[starts.count - 1] + Int32(list.count)) }
        self.classes = classes
        self.width = width
        self.steps = steps
        self.starts = starts
        self.outputs = Array(ending.joined())
        self.lengths = phrases.map(\.count)
    }

    /// Calls the body for every occurrence: phrase number and the byte after its end, by end.
    @inline(__always)
    func forEachHit(in text: UnsafeBufferPointer<UInt8>, _ body: (_ phrase: Int, _ end: Int) -> Void) {
        classes.withUnsafeBufferPointer { classes in
            steps.withUnsafeBufferPointer { steps in
                starts.withUnsafeBufferPointer { starts in
                    var state = 0
                    for index in 0..<text.count {
                        state = Int(steps[state &* width &+ Int(classes[Int(text[index])])])
                        let first = starts[state]
                        let last = starts[state &+ 1]
                        if first != last {
                            for place in first..<last { body(Int(outputs[Int(place)]), index &+ 1) }
                        }
                    }
                }
            }
        }
    }
}
