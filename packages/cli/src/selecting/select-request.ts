/** What is asked of `querent select`, as the command line hands it over. */

export interface SelectRequest {
  /** Files as they were given: FILE or FILE#PART. */
  readonly embeddings?: string;
  readonly probabilities?: string;
  readonly signals: readonly Assignment[];
  readonly ids?: string;
  readonly labelled?: string;
  /** The classes in the order of the probabilities' columns. */
  readonly classes?: readonly string[];
  /** A strategy by its name, or `config`, a file that describes a weighted product. */
  readonly strategy?: string;
  readonly config?: string;
  readonly params: readonly Assignment[];
  readonly batch: number;
  readonly seed: number;
  readonly out: string;
  readonly why: boolean;
  readonly threads: number;
  /** Begin even if the memory will not do. */
  readonly force: boolean;
}

/** NAME=VALUE. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
}
