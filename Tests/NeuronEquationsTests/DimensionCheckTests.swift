import NeuronEquations
import Testing

/// What the check of units finds, message by message.
@Suite struct DimensionCheckTests {
    private let volts = NeuronModel.Parameter("E", -70, unit: "mV")
    private let time = NeuronModel.Parameter("tau", 10, unit: "ms")

    // MARK: Lines

    @Test func soundModelIsChecked() throws {
        let model = try NeuronModel(
            equations: "dv/dt = (E - v)/tau + I/C : volt",
            parameters: [
                volts, time, .init("C", 200, unit: "pF"),
            ], inputs: ["I"])
        #expect(model.hasCheckedUnits)
        #expect(model.dimensions["I"] == .current)
        #expect(model.dimensions["v"] == .voltage)
    }

    @Test func derivativeNeedsItsUnitPerTime() {
        #expect(
            mistakes("dv/dt = E - v : volt", parameters: [volts]) == [
                "equations, line 1, column 9: dv/dt needs mV/ms, because \"v\" is declared in "
                    + "volt; found mV"
            ])
        #expect(
            mistakes("tau*dv/dt = (E - v)/tau : mV", parameters: [volts, time]) == [
                "equations, line 1, column 13: the right side needs mV, because the left side is "
                    + "in it; found mV/ms"
            ])
    }

    @Test func subexpressionNeedsItsUnit() {
        #expect(
            mistakes(
                "dv/dt = x : 1\nx = tau/ms**2\ny = 2*tau : amp\ndw/dt = y/C : volt",
                parameters: [time, .init("C", 1, unit: "nF")]) == [
                    "equations, line 3, column 5: \"y\" needs nA, because \"y\" is declared in amp; "
                        + "found ms"
                ])
    }

    @Test func sumsNeedEqualUnits() {
        #expect(
            mistakes("dv/dt = (E - v + tau)/tau : volt", parameters: [volts, time]) == [
                "equations, line 1, column 18: found ms, expected mV as before \"+\""
            ])
    }

    @Test func bareNumbersAreExplained() {
        #expect(
            mistakes("dv/dt = (70 - v)/tau : volt", parameters: [time]) == [
                "equations, line 1, column 10: found a pure number, expected mV as behind \"-\"; "
                    + "write 70*mV"
            ])
        #expect(
            mistakes("dv/dt = 5 : volt") == [
                "equations, line 1, column 9: dv/dt needs mV/ms, because \"v\" is declared in "
                    + "volt; found a pure number; write 5*mV/ms"
            ])
        #expect(
            mistakes("dm/dt = (1 - m)*(1/tau + 3) : 1", parameters: [time]) == [
                "equations, line 1, column 26: found a pure number, expected 1/ms as before "
                    + "\"+\"; write 3*(1/ms)"
            ])
    }

    @Test func zeroFitsEverywhere() {
        #expect(
            mistakes(
                "dv/dt = (0 - v)/tau + max(0, I)/C : volt\nx = 0*v + 0 : amp\n"
                    + "dw/dt = ite(v > 0, 0, x) : coulomb",
                spike: "v > 0", reset: "v = 0", refractory: "0",
                parameters: [time, .init("C", 1, unit: "nF")], initial: ["v": "0"], inputs: ["I"])
                == [])
    }

    @Test func severalMistakesAreFoundAtOnce() {
        let found = mistakes(
            "dv/dt = E - v : volt\ndw/dt = (w + tau)/tau : amp\nx = exp(v) : 1\ndz/dt = x : 1",
            spike: "v > 3", reset: "v = tau", refractory: "E", parameters: [volts, time])
        #expect(found.count == 7)
        #expect(
            found.map { String($0.prefix(9)) } == [
                "equations", "equations", "equations", "equations", "spike, li", "reset, li",
                "refractor",
            ])
    }

    // MARK: Other parts

    @Test func thresholdsAndResetsAreChecked() {
        let equations = "dv/dt = (E - v)/tau : volt\ndu/dt = -u/tau : amp"
        let parameters = [volts, time]
        #expect(
            mistakes(equations, spike: "v > -50", parameters: parameters) == [
                "spike, line 1, column 5: found a pure number, expected mV as before \">\"; "
                    + "write -50*mV"
            ])
        #expect(
            mistakes(
                equations, spike: "v > -50*mV", reset: "v = E; u += E; v *= tau; u /= 2; v = -65",
                parameters: parameters) == [
                    "reset, line 1, column 13: \"u\" needs nA, because \"u\" is declared in amp; "
                        + "found mV",
                    "reset, line 1, column 21: a factor of \"v\" needs a pure number; found ms",
                    "reset, line 1, column 38: \"v\" needs mV, because \"v\" is declared in volt; "
                        + "found a pure number; write -65*mV",
                ])
    }

    @Test func refractoryPeriodsAreTimes() {
        let equations = "dv/dt = (E - v)/tau : volt (unless refractory)"
        func found(_ refractory: String) -> [String] {
            mistakes(
                equations, spike: "v > E", refractory: refractory, parameters: [volts, time])
        }
        for text in ["2", "2*ms", "2 ms", "tau", "2*tau + dt", "v > E", "2000 us"] {
            #expect(found(text) == [], "\(text)")
        }
        #expect(
            found("E") == [
                "refractory, line 1, column 1: a period of time needs ms; found mV"
            ])
        #expect(
            found("3 mV") == ["refractory, line 1, column 1: a period of time needs ms; found mV"])
    }

    @Test func initialValuesAreChecked() {
        let equations = "dv/dt = (E - v)/tau : volt"
        func found(_ value: String) -> [String] {
            mistakes(equations, parameters: [volts, time], initial: ["v": value])
        }
        for text in ["-70", "-70 mV", "-0.07 V", "E - 5*mV", "0"] {
            #expect(found(text) == [], "\(text)")
        }
        #expect(
            found("E - 5") == [
                "initial value of \"v\", line 1, column 5: found a pure number, expected mV as "
                    + "before \"-\"; write 5*mV"
            ])
        #expect(
            found("-70 nA") == [
                "initial value of \"v\", line 1, column 1: \"v\" needs mV, because \"v\" is "
                    + "declared in volt; found nA"
            ])
    }

    @Test func parametersAreCheckedAgainstTheirDeclarations() {
        #expect(
            mistakes(
                "dv/dt = g*(E - v)/C : volt\ng : siemens (constant)\nC : farad",
                parameters: [volts, .init("g", 3, unit: "ms"), .init("C", 200, unit: "pF")]) == [
                    "parameter \"g\": \"g\" needs uS, because \"g\" is declared in siemens; "
                        + "found ms"
                ])
        #expect(
            mistakes("dv/dt = g*v : 1", parameters: [.init("g", 3, unit: "ohmm")]) == [
                "parameter \"g\": unit \"ohmm\", column 1: there is no unit \"ohmm\"; "
                    + "did you mean \"ohm\"?"
            ])
    }

    @Test func derivedParametersAreChecked() {
        #expect(
            mistakes(
                "dv/dt = (y - v)/tau : volt", parameters: [volts, time],
                derived: ["y": "E + 3"]) == [
                    "parameter \"y\", line 1, column 5: found a pure number, expected mV as before "
                        + "\"+\"; write 3*mV"
                ])
    }

    @Test func unitsThatAreNoneAreFoundInEquations() {
        #expect(
            mistakes("dv/dt = -v/tau : vlot", parameters: [time]) == [
                "equations, line 1, column 1: unit \"vlot\", column 1: there is no unit "
                    + "\"vlot\"; did you mean \"volt\"?"
            ])
    }

    // MARK: Functions

    @Test(arguments: [
        ("exp(v)", "column 5: exp takes a pure number, found mV; divide it by a quantity in mV"),
        ("log(tau)", "column 5: log takes a pure number, found ms; divide it by a quantity in ms"),
        ("int(v)", "column 5: int takes a pure number, found mV; divide it by a quantity in mV"),
        (
            "v//tau",
            "column 1: floor takes a pure number, found mV/ms; "
                + "divide it by a quantity in mV/ms"
        ),
        ("2**v", "column 4: an exponent is a pure number, found mV"),
        ("v**z", "column 1: found a base in mV, which needs a constant exponent such as 2 or 0.5"),
        ("max(v, tau)/v", "column 8: found ms, expected mV as before it in max"),
        ("clip(v, tau, E)/v", "column 9: found ms, expected mV as before it in clip"),
        ("v % tau", "column 5: found ms, expected mV as before it in modulo"),
        ("ite(v > tau, 1, 2)", "column 9: found ms, expected mV as before \">\""),
        ("ite(v > E, v, tau)", "column 15: found ms, expected mV as in the other branch"),
        ("v if v > E and tau == v else E", "column 23: found mV, expected ms as before \"==\""),
        (
            "ite(v > E, 1, tau)",
            "column 12: found a pure number, expected ms as in the other branch; write 1*ms"
        ),
    ])
    func functionsHaveDemands(text: String, message: String) {
        let found = mistakes(
            "dv/dt = (E - v)/tau : volt\ndz/dt = 1/tau : 1\nq = \(text)\ndw/dt = sign(q)/tau : 1",
            parameters: [volts, time])
        let columns = message.split(separator: ":", maxSplits: 1)
        let column = Int(columns[0].split(separator: " ")[1]) ?? 0
        #expect(
            found == ["equations, line 3, column \(column + 4):\(columns[1])"], "\(text)")
    }

    @Test(arguments: [
        "exp(v/E) : 1", "sqrt(v*E) : volt", "abs(v) : volt", "sign(v) : 1", "v**2 : volt**2",
        "(v*tau)**0.5 : (volt*second)**0.5", "(v/E)**z : 1", "min(v, E) : volt",
        "clip(v, E, 0) : volt", "v % E : volt", "v // E : 1", "arctan(v/E) : radian",
        "ite(v > E, v, E) : volt", "v**(1/3) : volt**(1/3)", "t + dt : second", "1/t : Hz",
        "-v : volt", "int(v > E) : 1", "(v/mV)**2.5 : 1", "rand()*v : volt", "z**z**2 : 1",
        "exprel(v/E)*10*nA : amp", "3*uA/cm**2 : amp/metre**2", "v*E/(E + v) : volt",
        "timestep(t, dt) : 1",
    ])
    func soundFormulasPass(text: String) {
        let found = mistakes(
            "dv/dt = (E - v)/tau : volt\ndz/dt = 1/tau : 1\nq = \(text)\ndw/dt = sign(q)/tau : 1",
            parameters: [volts, time])
        #expect(found == [], "\(text)")
    }

    @Test func noiseCarriesTheRootOfATime() throws {
        #expect(
            mistakes(
                "dv/dt = -v/tau + sigma*sqrt(2/tau)*xi : volt",
                parameters: [time, .init("sigma", 1, unit: "mV")]) == [])
        #expect(
            mistakes(
                "dv/dt = -v/tau + sigma*xi : volt",
                parameters: [time, .init("sigma", 1, unit: "mV")]) == [
                    "equations, line 1, column 18: found mV/ms**0.5, expected mV/ms as before "
                        + "\"+\""
                ])
    }
}
