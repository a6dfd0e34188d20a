import { upload } from "../data/upload.ts";

export const photoTypes = ["image/jpeg", "image/png", "image/webp"];
export const maxPhotoBytes = 10 * 1024 * 1024;

/** Whether the platform will take it. */
export function photoFits(file: File): boolean {
  return photoTypes.includes(file.type) && file.size <= maxPhotoBytes;
}

export function sendPhoto(secret: string, file: File) {
  return upload(
    "POST /report-status/{secret}/photos",
    file,
    { params: { secret }, mediaType: file.type },
    () => {},
  );
}
