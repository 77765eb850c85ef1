// Stands in for what the bundles leave out; see scripts/build.mjs.
module.exports = () => {
  throw new Error("this build leaves out what it does not use");
};
