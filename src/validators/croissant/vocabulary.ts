/** Namespaces, as the reference reader knows them. */
export const namespaces = {
  sc: "https://schema.org/",
  cr: "http://mlcommons.org/croissant/",
  rai: "http://mlcommons.org/croissant/RAI/",
  dct: "http://purl.org/dc/terms/",
  prov: "http://www.w3.org/ns/prov#",
} as const;

/** The versions of Croissant that are checked. */
export const versions = ["1.0", "1.1"] as const;
export type Version = (typeof versions)[number];

/** A version's IRI, as `conformsTo` names it. */
export const versionIri = (version: string): string => `http://mlcommons.org/croissant/${version}`;
export const raiIri = "http://mlcommons.org/croissant/RAI/1.0";

/** Every property of the `cr:` namespace; a key outside this list is a mistake. */
export const croissantProperties: ReadonlySet<string> = new Set(
  `annotation arrayShape citeAs column containedIn data dataType equivalentProperty examples excludes extract
  field fileObject fileProperty fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path
  readLines recordSet references regex repeated replace samplingRate sdVersion separator source subField
  transform unArchive usageInfo value`.split(/\s+/u),
);

/** Terms without which a reader finds no files and no records. */
export const coreTerms: ReadonlySet<string> = new Set(
  "recordSet field source extract fileObject fileSet column fileProperty includes dataType references key subField transform isArray arrayShape annotation data".split(
    " ",
  ),
);

/** Properties that came with 1.1. */
export const since11: ReadonlySet<string> = new Set(
  "annotation arrayShape isArray readLines sdVersion unArchive usageInfo value".split(" "),
);

/** How often a responsible-AI property may stand, and what it holds. */
export interface RaiProperty {
  readonly many: boolean;
  readonly type: "text" | "time" | "boolean";
}

const raiNames = {
  one: `dataCollection dataCollectionMissingData dataCollectionRawData dataImputationProtocol
    dataManipulationProtocol dataAnnotationProtocol annotationsPerItem dataSocialImpact`,
  many: `dataCollectionType dataPreprocessingProtocol dataAnnotationPlatform dataAnnotationAnalysis
    annotatorDemographics machineAnnotationTools personalSensitiveInformation dataBiases dataLimitations
    dataUseCases dataReleaseMaintenancePlan`,
};

/** RAI 1.0's twenty properties, and `hasSyntheticData`, which venues ask for beside them. */
export const raiProperties: ReadonlyMap<string, RaiProperty> = new Map<string, RaiProperty>([
  ...raiNames.one.split(/\s+/u).map((name) => [name, { many: false, type: "text" }] as const),
  ...raiNames.many.split(/\s+/u).map((name) => [name, { many: true, type: "text" }] as const),
  ["dataCollectionTimeframe", { many: true, type: "time" }],
  ["hasSyntheticData", { many: false, type: "boolean" }],
]);

/** Spellings that only the reference reader knows → the specified ones. */
export const misreadByReference: ReadonlyMap<string, string> = new Map([
  ["dataCollectionTimeFrame", "dataCollectionTimeframe"],
  ["dataDataManipulationProtocol", "dataManipulationProtocol"],
]);

/** Data types the reference reader turns into values. */
export const dataTypes: ReadonlySet<string> = new Set(
  `sc:Text sc:Boolean sc:Integer sc:Float sc:Date sc:DateTime sc:Time sc:URL sc:ImageObject sc:AudioObject
  sc:VideoObject cr:BoundingBox cr:Int8 cr:Int16 cr:Int32 cr:Int64 cr:UInt8 cr:UInt16 cr:UInt32 cr:UInt64
  cr:Float16 cr:Float32 cr:Float64`.split(/\s+/u),
);

/** Data types that give a meaning and leave the value's form to another type or to sub-fields. */
export const semanticTypes: ReadonlySet<string> = new Set(
  "cr:Label cr:Split cr:SegmentationMask cr:RecordSet cr:TrainingSplit cr:ValidationSplit cr:TestSplit sc:Enumeration sc:GeoCoordinates sc:GeoShape sc:Person sc:Number sc:name sc:url".split(
    " ",
  ),
);

/** Parts of a file that a source can read. */
export const fileProperties = ["content", "filename", "fullpath", "lines", "lineNumbers"] as const;

/** Media types the reference reader opens. */
export const readableFormats: ReadonlySet<string> = new Set(
  `text/csv text/tsv text/tab-separated-values application/json application/jsonlines application/x-jsonlines
  application/x-parquet application/vnd.apache.parquet image/jpeg image/png image/tiff text/plain audio/mpeg
  application/dicom application/x-arff application/x-tar application/zip application/gzip application/x-gzip
  git+https`.split(/\s+/u),
);
