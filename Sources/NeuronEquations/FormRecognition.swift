/// Finds out which form a text is in, by what only one of the forms has.
///
/// ANNarchy's: `+=` and its like in equations, flags such as `init=0` behind a colon, statements of
/// parameters, distributions such as `Uniform(0, 1)`. Brian2's: anything else behind a colon, flags
/// in brackets, lines `name : unit`. A text with neither is read as Brian2's.
struct FormRecognition {
    /// Something that only one form has.
    struct Marker {
        let form: EquationForm
        /// As it stands in the text.
        let text: String
        let source: SourceText
        let offset: Int
    }

    private var markers: [EquationForm: Marker] = [:]

    /// Looks at the statements of one part; the first marker of each form counts.
    mutating func look(at statements: [Statement], of source: SourceText) {
        for statement in statements {
            for (form, range) in Self.markers(in: statement.tokens, of: source) {
                if markers[form] == nil {
                    markers[form] = Marker(
                        form: form, text: String(source.characters[range]), source: source,
                        offset: range.lowerBound)
                }
            }
        }
    }

    /// The form, given one by the user or not.
    /// - Throws: where the text is a mixture, or is not in the given form.
    func form(given: EquationForm?) throws(EquationError) -> EquationForm {
        let isAnnarchy = markers[.brian2] == nil && markers[.annarchy] != nil
        let form = given ?? (isAnnarchy ? .annarchy : .brian2)
        let other: EquationForm = form == .brian2 ? .annarchy : .brian2
        guard let stranger = markers[other] else { return form }
        let own = markers[form].map { marker in
            let place = marker.source.place(of: marker.offset)
            return "\"\(marker.text)\" in line \(place.line) of \(marker.source.part.name)"
        }
        throw stranger.source.error(
            .mixedForms(found: stranger.text, of: other, expected: form, because: own),
            at: stranger.offset)
    }

    private static func markers(
        in tokens: [Token], of source: SourceText
    ) -> [(EquationForm, Range<Int>)] {
        var found: [(EquationForm, Range<Int>)] = []
        for (index, token) in tokens.enumerated() {
            if token.startsValue, !token.isSymbol(.assign), source.part == .equations {
                found.append((.annarchy, token.range))
            }
            if case .name(let name) = token.kind, FunctionForm.distributions[name] != nil,
                tokens[index + 1].isSymbol(.open)
            {
                found.append((.annarchy, token.range))
            }
        }
        if let colon = flagColon(in: tokens), colon + 1 < tokens.count {
            let next = tokens[colon + 1]
            var form = EquationForm.brian2
            if case .name(let name) = next.kind, AnnarchyFlags.words.contains(name) {
                form = .annarchy
            }
            if next.kind != .statementEnd, next.kind != .end {
                let range = tokens[colon].range.lowerBound..<next.range.upperBound
                found.append((form, range))
            }
        } else if let range = bracketedFlags(in: tokens) {
            found.append((.brian2, range))
        }
        return found
    }

    /// The last colon that belongs to no `if … : … else: …`.
    private static func flagColon(in tokens: [Token]) -> Int? {
        guard let last = tokens.lastIndex(where: { $0.isSymbol(.colon) }), last > 0,
            !tokens[last - 1].isSymbol(.else)
        else { return nil }
        return last
    }

    /// The characters of `(unless refractory)` or its like at the end of a statement.
    private static func bracketedFlags(in tokens: [Token]) -> Range<Int>? {
        guard tokens.count > 3, tokens[tokens.count - 2].isSymbol(.close),
            let open = tokens.lastIndex(where: { $0.isSymbol(.open) }), open > 0,
            case .name(let word) = tokens[open + 1].kind, BrianFlag.firstWords.contains(word)
        else { return nil }
        switch tokens[open - 1].kind {
        case .name(let name) where ReservedName.functions[name] != nil: return nil
        case .name, .number, .symbol(.close):
            return tokens[open].range.lowerBound..<tokens[tokens.count - 2].range.upperBound
        default: return nil
        }
    }
}
