export default function teardown() {
  globalThis.stopMoto();
}
