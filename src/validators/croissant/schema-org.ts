const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/u));

/** What schema.org allows on anything. */
export const thing = words(`
  additionalType alternateName description disambiguatingDescription identifier image mainEntityOfPage name
  potentialAction sameAs subjectOf url`);

/** What schema.org allows on a creative work, of which datasets, file objects and file sets are kinds. */
export const creativeWork = words(`
  about abstract accessMode accessibilitySummary accountablePerson acquireLicensePage aggregateRating archivedAt
  assesses associatedMedia audience author award character citation comment commentCount conditionsOfAccess
  contentLocation contentRating contentReferenceTime contributor copyrightHolder copyrightNotice copyrightYear
  correction countryOfOrigin creativeWorkStatus creator creditText dateCreated dateModified datePublished
  digitalSourceType discussionUrl editor educationalLevel educationalUse encoding encodingFormat
  exampleOfWork expires funder funding genre hasPart headline inLanguage interactionStatistic isAccessibleForFree
  isBasedOn isFamilyFriendly isPartOf keywords learningResourceType license locationCreated mainEntity maintainer
  material materialExtent mentions offers pattern position producer provider publication publisher
  publishingPrinciples recordedAt releasedEvent review schemaVersion sdDatePublished sdLicense sdPublisher size
  sourceOrganization spatial spatialCoverage sponsor teaches temporal temporalCoverage text thumbnail thumbnailUrl
  timeRequired translationOfWork typicalAgeRange usageInfo version video workExample workTranslation`);

/** What schema.org adds for datasets. */
export const datasetOnly = words(`
  distribution includedInDataCatalog issn measurementMethod measurementTechnique variableMeasured`);

/** What schema.org adds for files (media objects and downloads). */
export const mediaObject = words(`
  bitrate contentSize contentUrl duration embedUrl endTime height ineligibleRegion playerType sha256 startTime
  uploadDate width containedIn`);
