/** The longer side of a photo that is sent, pixels: enough to read a plate on it. */
const longestSide = 1600;
const quality = 0.82;

/** The size that fits within `longest`, never larger than it was. */
export function fitted(
  width: number,
  height: number,
  longest = longestSide,
): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * A photo as it is sent: small, upright, and drawn anew, so that nothing of the file but its picture is left: neither where it
 * was taken nor by which phone. Rejects where the file is no picture.
 */
export async function preparePhoto(file: Blob): Promise<{ bytes: ArrayBuffer; mediaType: "image/jpeg" }> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const { width, height } = fitted(bitmap.width, bitmap.height);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("the browser gives no canvas");
    context.drawImage(bitmap, 0, 0, width, height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (blob === null) throw new Error("the picture could not be written");
    return { bytes: await blob.arrayBuffer(), mediaType: "image/jpeg" };
  } finally {
    bitmap.close();
  }
}
