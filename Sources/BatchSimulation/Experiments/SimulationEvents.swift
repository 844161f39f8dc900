public import NeuronEquations

/// A simulation in which things happen: at times, after other events, or when a condition holds.
///
/// ```swift
/// var events = SimulationEvents(duration: 1_000, checkedEvery: 1)
/// events.add("stimulus on", .at(100), do: [.set("I", 10)])
/// events.add("first spike", .when(try Expression(parsing: "v > 0")), do: [.set("I", 0)])
/// events.add("again", .after("first spike", delay: 50), do: [.set("I", 10)])
/// try population.run(events)
/// ```
///
/// Every instance has its own course: an event happens to an instance when its trigger holds for
/// that instance and the events that it requires have happened to it. Each event happens to an
/// instance once at most.
public struct SimulationEvents: ReusableSimulation {
    /// When an event happens.
    public enum Trigger: Sendable, Hashable {
        /// At a time in ms since the beginning of the simulation.
        case at(Double)
        /// A time in ms after another event.
        case after(String, delay: Double)
        /// As soon as a condition of the parameters, inputs and state variables is seen to hold;
        /// it is looked at every ``SimulationEvents/checkInterval``, beginning with the start.
        case when(Expression)
    }

    /// What an event does to the instances that it happens to.
    public enum Action: Sendable, Hashable {
        /// Sets a parameter, an input or a state variable.
        case set(String, Double)
        /// Adds to a parameter, an input or a state variable.
        case add(String, Double)
    }

    public struct Event: Sendable, Hashable {
        public let name: String
        public let trigger: Trigger
        /// Events that must have happened to the instance before.
        public let required: [String]
        public let actions: [Action]
    }

    public var name: String
    /// In ms.
    public var duration: Double
    /// How often conditions are looked at, ms. Much shorter intervals than needed cost time.
    public var checkInterval: Double
    public private(set) var events: [Event] = []

    public init(name: String = "events", duration: Double, checkedEvery checkInterval: Double = 1) {
        precondition(
            duration >= 0 && checkInterval > 0,
            "events over \(duration) ms, checked every \(checkInterval) ms")
        self.name = name
        self.duration = duration
        self.checkInterval = checkInterval
    }

    /// Adds an event.
    ///
    /// Events at the same time happen in the order in which they were added. The names that it
    /// refers to are those of events added before, so that no event can wait for itself.
    /// - Throws: ``SimulationError/unknownName(_:role:known:)`` or
    ///   ``SimulationError/givenTwice(_:)``.
    public mutating func add(
        _ name: String, _ trigger: Trigger, requiring required: [String] = [],
        do actions: [Action]
    ) throws(SimulationError) {
        let known = events.map(\.name)
        guard !known.contains(name) else { throw .givenTwice(name) }
        var referred = required
        if case .after(let other, _) = trigger { referred.append(other) }
        if let unknown = referred.first(where: { !known.contains($0) }) {
            throw .unknownName(unknown, role: "an event that '\(name)' refers to", known: known)
        }
        events.append(Event(name: name, trigger: trigger, required: required, actions: actions))
    }

    public var requirements: [SimulationRequirement] {
        events.flatMap(\.actions).map { action in
            switch action {
            case .set(let name, _), .add(let name, _): .attribute(name)
            }
        }
    }

    public func perform<Scalar: SimulationScalar>(
        on population: inout Population<Scalar>
    ) throws {
        var course = EventCourse(self, instanceCount: population.count)
        var now = 0.0
        while true {
            try course.happen(at: now, to: &population)
            guard now < duration else { return }
            let next = min(duration, course.nextTime(after: now))
            try population.simulate(next - now)
            now = next
        }
    }
}

/// What has happened to the instances of a tile.
private struct EventCourse {
    let plan: SimulationEvents
    /// The times at which the events have happened, `[events][instances]`; NaN before.
    var times: [[Double]]

    init(_ plan: SimulationEvents, instanceCount: Int) {
        self.plan = plan
        times = plan.events.map { _ in [Double](repeating: .nan, count: instanceCount) }
    }

    private var instances: Range<Int> { 0..<(times.first?.count ?? 0) }

    private func index(of name: String) -> Int? { plan.events.firstIndex { $0.name == name } }

    /// Whether all events that an event requires have happened to an instance.
    private func isReady(_ event: SimulationEvents.Event, _ instance: Int) -> Bool {
        event.required.allSatisfy { name in
            index(of: name).map { !times[$0][instance].isNaN } ?? false
        }
    }

    /// The time that the trigger of an event names for an instance; nil for a condition.
    private func dueTime(_ event: SimulationEvents.Event, _ instance: Int) -> Double? {
        switch event.trigger {
        case .at(let time): time
        case .after(let other, let delay):
            index(of: other).map { times[$0][instance] + delay } ?? .nan
        case .when: nil
        }
    }

    /// The next time at which anything can happen.
    func nextTime(after now: Double) -> Double {
        var next = Double.infinity
        for (event, happened) in zip(plan.events, times) {
            for instance in instances where happened[instance].isNaN {
                if let due = dueTime(event, instance) {
                    if due > now { next = min(next, due) }
                } else {
                    let checks = (now / plan.checkInterval + 1e-9).rounded(.down) + 1
                    next = min(next, checks * plan.checkInterval)
                }
            }
        }
        return next
    }

    /// Lets everything happen that is due.
    mutating func happen<Scalar: SimulationScalar>(
        at now: Double, to population: inout Population<Scalar>
    ) throws {
        for (number, event) in plan.events.enumerated() {
            let holds = try conditionHolds(event, in: &population)
            let struck = instances.filter { instance in
                guard times[number][instance].isNaN, isReady(event, instance) else { return false }
                return dueTime(event, instance).map { $0 <= now } ?? holds[instance]
            }
            guard !struck.isEmpty else { continue }
            for instance in struck { times[number][instance] = now }
            for action in event.actions { try act(action, struck, on: &population) }
        }
    }

    /// Whether the condition of an event holds for each instance.
    private func conditionHolds<Scalar: SimulationScalar>(
        _ event: SimulationEvents.Event, in population: inout Population<Scalar>
    ) throws -> [Bool] {
        guard case .when(let condition) = event.trigger else {
            return [Bool](repeating: false, count: population.count)
        }
        var values: [String: [Double]] = [:]
        for name in condition.names where name != "t" && name != "dt" {
            values[name] = try population.values(of: name)
        }
        let (time, timeStep) = (population.time, population.basis.timeStep)
        return instances.map { instance in
            let value = condition.evaluate { name in
                switch name {
                case "t": time
                case "dt": timeStep
                default: values[name]?[instance]
                }
            }
            return (value ?? 0) != 0
        }
    }

    private func act<Scalar: SimulationScalar>(
        _ action: SimulationEvents.Action, _ struck: [Int],
        on population: inout Population<Scalar>
    ) throws {
        switch action {
        case .set(let name, let value):
            var values = try population.values(of: name)
            for instance in struck { values[instance] = value }
            try population.set(name, to: .each(values))
        case .add(let name, let increment):
            var values = try population.values(of: name)
            for instance in struck { values[instance] += increment }
            try population.set(name, to: .each(values))
        }
    }
}
