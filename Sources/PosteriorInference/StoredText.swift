import Foundation
import HDF5Storage

/// JSON as it is put into files: keys in order, numbers so that reading them gives the same bits.
enum StoredText {
    static func encode(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("\(type(of: value)) cannot be written as JSON")
        }
        return String(decoding: data, as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(type, from: Data(text.utf8))
    }
}

/// Texts by name, stored as two lists, because a name may hold any character.
extension HDF5Group {
    func write(_ texts: [String: String], to name: String) throws(HDF5Error) {
        let keys = texts.keys.sorted()
        try write(keys, to: "\(name)/names")
        try write(keys.map { texts[$0] ?? "" }, to: "\(name)/texts")
    }

    func readTexts(_ name: String) throws(HDF5Error) -> [String: String] {
        let keys = try dataset("\(name)/names").readStrings()
        let texts = try dataset("\(name)/texts").readStrings()
        guard texts.count == keys.count else {
            throw .mismatch(
                file: file.path, object: "\(path)/\(name)/texts", found: "\(texts.count) texts",
                expected: "\(keys.count)")
        }
        return Dictionary(zip(keys, texts)) { first, _ in first }
    }
}
