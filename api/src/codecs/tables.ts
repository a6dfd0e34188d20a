export interface CodecTable {
  id: string;
  name: string;
  /** The name in small letters: two codecs do not share it. */
  name_key: string;
  vendor: string;
  model: string;
  active_version: number;
  created_at: number;
}

export interface CodecVersionTable {
  codec_id: string;
  version: number;
  source: string;
  sha256: string;
  mapping: string;
  note: string;
  created_at: number;
  created_by: string;
}
