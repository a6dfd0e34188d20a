/** Pages: our own scripts, WebAssembly and workers of the 3D viewer, and the background maps of Kartverket. */
const pagePolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https://cache.kartverket.no",
  "font-src 'self' data:",
  // 'self' covers the WebSocket of the same origin (CSP 3); the map and 3D workers fetch tiles and blobs themselves.
  "connect-src 'self' blob: https://cache.kartverket.no",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Answers of the interface are data, also when one is opened as a page. */
const dataPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export function securityHeaders(options: { page: boolean; https: boolean }): Record<string, string> {
  return {
    "Content-Security-Policy": options.page ? pagePolicy : dataPolicy,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    ...(options.https && { "Strict-Transport-Security": "max-age=31536000" }),
  };
}
