/** Tables with more files than this are named, with their hashes, but not described file by file. */
const MOST_FILES = 20;

/** A column of a Parquet file as Croissant describes it. */
export interface TableField {
  readonly name: string;
  readonly dataType: string;
  readonly description?: string;
  /** Which part of a struct holds the value. */
  readonly jsonPath?: string;
}

/**
 * One record set per Parquet file: Croissant has no way to say that loose files are one table, and its reader
 * takes a set of files only out of an archive or a repository.
 * @param name the record set's id, followed by the file's number where there are several
 */
export function tableRecordSets(
  name: string,
  files: readonly string[],
  fields: readonly TableField[],
): readonly Readonly<Record<string, unknown>>[] {
  if (files.length > MOST_FILES) return [];
  return files.map((file, i) => {
    const id = files.length === 1 ? name : `${name}-${i}`;
    return {
      "@type": "cr:RecordSet",
      "@id": id,
      name: id,
      key: { "@id": `${id}/key` },
      field: fields.map(({ name: column, dataType, description, jsonPath }) => ({
        "@type": "cr:Field",
        "@id": `${id}/${column}`,
        name: `${id}/${column}`,
        ...(description === undefined ? {} : { description }),
        dataType,
        source: {
          fileObject: { "@id": file },
          extract: { column },
          ...(jsonPath === undefined ? {} : { transform: { jsonPath } }),
        },
      })),
    };
  });
}
