/** Stands in for web-ifc in the browser bundle: drawings are converted on the server, never here. */
export class IfcAPI {
  constructor() {
    throw new Error("web-ifc is not part of the browser bundle: convert drawings on the server");
  }
}
