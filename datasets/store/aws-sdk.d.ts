/**
 * What the driver of object storage calls of AWS's own package. The package's types are three hundred files, which
 * every check of types would read; these are of its version 3.1175, and the driver's tests run it.
 */
declare module "@aws-sdk/client-s3" {
  interface Command<Output> {
    readonly output?: Output;
  }
  interface Call<Input, Output> {
    new (input: Input & { readonly Bucket: string }): Command<Output>;
  }
  interface Key {
    readonly Key: string;
  }
  interface Upload extends Key {
    readonly UploadId: string | undefined;
  }
  interface Facts {
    readonly ContentLength?: number;
    readonly ContentRange?: string;
    readonly ETag?: string;
  }

  export class S3Client {
    constructor(config: Readonly<Record<string, unknown>>);
    readonly config: {
      region(): Promise<string>;
      /** The endpoint that variables or a profile name. */
      serviceConfiguredEndpoint?(): Promise<string | undefined>;
      credentials(): Promise<{ readonly $source?: Readonly<Record<string, string>> }>;
    };
    send<Output>(
      command: Command<Output>,
      options?: { readonly abortSignal?: AbortSignal | undefined },
    ): Promise<Output>;
  }
  export const ListObjectsV2Command: Call<
    {
      readonly Prefix: string;
      readonly ContinuationToken?: string | undefined;
      readonly StartAfter?: string;
      readonly EncodingType: "url";
    },
    {
      readonly EncodingType?: string;
      readonly NextContinuationToken?: string;
      readonly Contents?: readonly {
        readonly Key?: string;
        readonly Size?: number;
        readonly ETag?: string;
        readonly LastModified?: Date;
      }[];
    }
  >;
  export const HeadObjectCommand: Call<Key, Facts>;
  export const GetObjectCommand: Call<
    Key & { readonly Range: string },
    Facts & { readonly Body?: AsyncIterable<Uint8Array> & { destroy(): void } }
  >;
  export const PutObjectCommand: Call<
    Key & { readonly Body: Uint8Array; readonly IfNoneMatch?: "*"; readonly IfMatch?: string },
    { readonly ETag?: string }
  >;
  export const DeleteObjectCommand: Call<Key, object>;
  export const CreateMultipartUploadCommand: Call<Key, { readonly UploadId?: string }>;
  export const UploadPartCommand: Call<
    Upload & { readonly PartNumber: number; readonly Body: Uint8Array },
    { readonly ETag?: string }
  >;
  export const CompleteMultipartUploadCommand: Call<
    Upload & {
      readonly IfNoneMatch?: "*";
      readonly MultipartUpload: {
        readonly Parts: readonly { readonly PartNumber: number; readonly ETag: string | undefined }[];
      };
    },
    { readonly ETag?: string }
  >;
  export const ListMultipartUploadsCommand: Call<
    {
      readonly Prefix: string;
      readonly EncodingType: "url";
      readonly KeyMarker?: string | undefined;
      readonly UploadIdMarker?: string | undefined;
    },
    {
      readonly EncodingType?: string;
      readonly IsTruncated?: boolean;
      readonly NextKeyMarker?: string;
      readonly NextUploadIdMarker?: string;
      readonly Uploads?: readonly { readonly Key?: string; readonly UploadId?: string }[];
    }
  >;
  export const AbortMultipartUploadCommand: Call<Upload, object>;
}
