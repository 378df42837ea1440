import Domain
import Synchronization

/// The demo walks a year: its clock is set by hand and runs a little with every look, so that entries keep their order.
final class DemoClock: Sendable {
    private let moment: Mutex<Moment>

    init(_ start: Moment) { moment = Mutex(start) }

    var clock: Clock {
        Clock { [self] in
            moment.withLock { now in
                now = now.advanced(bySeconds: 1)
                return now
            }
        }
    }

    /// Moves to nine in the morning of a day, Beijing time; never backwards.
    func move(to day: Day, hour: Int = 9) {
        let morning = Moment(milliseconds: (Int64(day.number) * 24 + Int64(hour) - 8) * 3_600_000)
        moment.withLock { if $0 < morning { $0 = morning } }
    }

    var today: Day { moment.withLock { $0.day } }
    var now: Moment { moment.withLock { $0 } }

    func advance(seconds: Int) { moment.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}
