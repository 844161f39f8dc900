import Foundation
import HDF5Storage
import Testing

@Suite("Groups, links and references")
struct HDF5LinkTests {
    @Test func linksAndReferencesLeadToTheirObjects() throws {
        let folder = try TemporaryFolder()
        let file = try HDF5File(creating: folder.file("a.h5"))
        let root = try file.root
        let target = try root.createGroup("general/electrode")
        try target.setAttribute("name", to: "electrode")
        try root.link("series/electrode", to: "/general/electrode")
        try root.link("series/nowhere", to: "/absent")
        try root.link("series/itself", to: "/series/itself")
        let data = try root.write([1.0, 2], to: "series/data")
        try root.write([target.address, data.address], to: "references")
        let stretches = try [
            HDF5Stretch(start: 0, count: 2, target: data.address),
            HDF5Stretch(start: -1, count: -1, target: target.address),
        ]
        try root.write(stretches, to: "stretches")
        try file.commit()

        let read = try HDF5File(reading: folder.file("a.h5")).root
        #expect(try read.names == ["general", "references", "series", "stretches"])
        let series = try read.group("series")
        #expect(try series.group("electrode").stringAttribute("name") == "electrode")
        #expect(try series.softLinkTarget("electrode") == "/general/electrode")
        #expect(try series.softLinkTarget("data") == nil)
        for name in ["nowhere", "itself", "absent", "data/deeper"] {
            #expect(throws: HDF5Error.self, "\(name)") { try series.object(name) }
        }
        #expect(try !series.contains("nowhere"))
        let references = try read.dataset("references").readReferences()
        #expect(try read.dereference(references[0]).path == "/general/electrode")
        let dataset = try #require(try read.dereference(references[1]) as? HDF5Dataset)
        #expect(try dataset.read(as: Double.self) == [1, 2])
        #expect(try read.group("general/electrode").address == references[0])
        #expect(try read.dataset("stretches").readStretches() == stretches)
    }

    @Test func wrongKindsAreNamed() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.h5")
        let file = try HDF5File(creating: path)
        try file.root.write([1.0], to: "group/values")
        #expect(throws: HDF5Error.self) { try file.root.write([1.0], to: "group/values") }
        try file.commit()
        let root = try HDF5File(reading: path).root
        #expect(
            throws: HDF5Error.mismatch(
                file: path, object: "/group", found: "a group", expected: "a dataset")
        ) { try root.dataset("group") }
        #expect(
            throws: HDF5Error.missing(file: path, object: "/absent", available: ["group"])
        ) { try root.dataset("absent") }
        #expect(
            throws: HDF5Error.mismatch(
                file: path, object: "/group/values", found: "shape [1]",
                expected: "shape [any, 2]")
        ) { try root.dataset("group/values").read(as: Double.self, shape: [nil, 2]) }
    }

    /// The layout that netCDF-4 and ArviZ expect; the attributes are those of HDF5's dimension
    /// scale specification, version 1.0.
    @Test func dimensionScalesAreAttached() throws {
        let folder = try TemporaryFolder()
        let file = try HDF5File(creating: folder.file("samples.nc"))
        let group = try file.root.createGroup("posterior")
        let chain = try group.write([Int64(0)], to: "chain")
        let draw = try group.write((0..<5).map { Int64($0) }, to: "draw")
        try chain.makeDimensionScale(named: "chain")
        try draw.makeDimensionScale(named: "draw")
        let samples = try group.write([1.0, 2, 3, 4, 5], shape: [1, 5], to: "g_Na")
        try samples.attachScale(chain, toDimension: 0)
        try samples.attachScale(draw, toDimension: 1)
        try file.commit()
        let read = try HDF5File(reading: folder.file("samples.nc")).root
        #expect(try read.dataset("posterior/draw").stringAttribute("CLASS") == "DIMENSION_SCALE")
        #expect(try read.dataset("posterior/draw").stringAttribute("NAME") == "draw")
        #expect(try read.dataset("posterior/g_Na").attributeNames == ["DIMENSION_LIST"])
    }

    @Test func forgedShapesDoNotTakeMemory() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.h5")
        let file = try HDF5File(creating: path)
        // 2⁴⁰ numbers of which none is ever written: a legal file of a few kilobytes.
        _ = try file.root.createDataset(
            "huge", shape: [1 << 20, 1 << 20], of: Double.self, compression: .gzip(level: 1))
        // 2²⁴ numbers, 128 MiB: within the limit of a read, but nothing of them is in the file.
        _ = try file.root.createDataset(
            "hollow", shape: [1 << 24], of: Double.self, compression: .gzip(level: 1))
        try file.commit()
        let root = try HDF5File(reading: path).root
        for name in ["huge", "hollow"] {
            #expect {
                try root.read(name, as: Double.self)
            } throws: { error in
                if case .tooLarge(path, "/" + name, _, _) = error as? HDF5Error {
                    true
                } else {
                    false
                }
            }
        }
        #expect(try root.dataset("hollow").readRows(0..<10, as: Double.self).allSatisfy { $0 == 0 })
    }
}
