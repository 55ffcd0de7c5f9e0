//! From SVG to PNG, with fonts that the program carries and, for Chinese, those of the machine.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, ID, Source};
use resvg::usvg::{FallbackSelectionFn, FontResolver, FontSelectionFn, Options, Tree};

use super::axis::label;
use super::drawing::{Anchor, Drawing};
use super::palette::DARK;
use super::text::FONT_FAMILIES;

/// So many pixels for each pixel of the SVG.
pub(super) const PIXELS_PER_UNIT: f32 = 1.0;

/// Where letters may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fonts {
    /// Only from the fonts that the program carries: the same picture on every machine, without Chinese letters.
    Carried,
    /// From the machine's fonts, where the carried ones lack a letter.
    CarriedAndMachine,
}

/// A drawing as a PNG file.
///
/// # Errors
/// When the drawing is too large for the memory.
pub fn paint(drawing: &Drawing, fonts: Fonts) -> Result<Vec<u8>, String> {
    Painter::new(fonts).paint(drawing, &drawing.svg())
}

/// Paints drawings; it looks for the machine's fonts at most once, and only when a text needs them.
#[derive(Debug)]
pub(super) struct Painter {
    fonts: Arc<Database>,
    regular: Option<ID>,
    bold: Option<ID>,
    /// Whether the machine's fonts may yet be looked for.
    to_look_for: Fonts,
    /// The letters that were left out so far, because no font has them.
    pub(super) left_out: BTreeSet<char>,
}

impl Painter {
    /// A painter with the carried fonts.
    #[must_use]
    pub(super) fn new(to_look_for: Fonts) -> Painter {
        let mut fonts = Database::new();
        let mut carried =
            |bytes: &'static [u8]| fonts.load_font_source(Source::Binary(Arc::new(bytes))).first().copied();
        let (regular, bold) = (carried(notosans::REGULAR_TTF), carried(notosans::BOLD_TTF));
        Painter { fonts: Arc::new(fonts), regular, bold, to_look_for, left_out: BTreeSet::new() }
    }

    /// The drawing as a PNG file; `svg` is what [`Drawing::svg`] gave for it.
    ///
    /// # Errors
    /// When it is too large for the memory or the SVG is not understood.
    pub(super) fn paint(&mut self, drawing: &Drawing, svg: &str) -> Result<Vec<u8>, String> {
        let mut missing = self.missing_letters(drawing)?;
        if !missing.is_empty() && self.to_look_for == Fonts::CarriedAndMachine {
            Arc::make_mut(&mut self.fonts).load_system_fonts();
            self.to_look_for = Fonts::Carried;
            missing = self.missing_letters(drawing)?;
        }
        self.left_out.extend(&missing);
        let (tree, _) =
            if missing.is_empty() { self.tree(svg)? } else { self.tree(&drawing.without(&missing).svg())? };
        pixels(&tree)
    }

    /// The letters of a drawing that no font has. Each is asked for alone: in a longer text, only the first would tell.
    fn missing_letters(&self, drawing: &Drawing) -> Result<BTreeSet<char>, String> {
        let letters: BTreeSet<char> = drawing
            .labels()
            .flat_map(|label| label.text.chars())
            .filter(|letter| !letter.is_ascii())
            .collect();
        let mut alone = Drawing::new(100, 100);
        for letter in letters {
            alone.text(label((50, 50), letter, 14, Anchor::Start, DARK));
        }
        Ok(self.tree(&alone.svg())?.1)
    }

    /// The document with its texts laid out, and letters for which there was no font.
    fn tree(&self, svg: &str) -> Result<(Tree, BTreeSet<char>), String> {
        let missing = Mutex::new(BTreeSet::new());
        let options = Options {
            fontdb: Arc::clone(&self.fonts),
            font_resolver: FontResolver {
                select_font: self.carried_font(),
                select_fallback: fallback(&missing),
            },
            ..Options::default()
        };
        let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
        drop(options);
        Ok((tree, missing.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Latin letters look the same on every machine: its own fonts are asked only for what the carried ones lack.
    fn carried_font(&self) -> FontSelectionFn<'static> {
        let (regular, bold) = (self.regular, self.bold);
        Box::new(move |font, _| if 600 <= font.weight() { bold } else { regular })
    }
}

/// Looks first among the families that the SVG names, then among all; takes down what nobody has.
fn fallback(missing: &Mutex<BTreeSet<char>>) -> FallbackSelectionFn<'_> {
    let any = FontResolver::default_fallback_selector();
    Box::new(move |letter, used, fonts| {
        for family in FONT_FAMILIES.split(", ") {
            if let Some(face) = any(letter, &all_but(family, used, fonts), fonts) {
                return Some(face);
            }
        }
        let face = any(letter, used, fonts);
        if face.is_none() {
            missing.lock().unwrap_or_else(PoisonError::into_inner).insert(letter);
        }
        face
    })
}

/// The fonts that may not be taken when only those of a family, of the weight of the first used font, may.
fn all_but(family: &str, used: &[ID], fonts: &Database) -> Vec<ID> {
    let weight = used.first().and_then(|id| fonts.face(*id)).map(|face| face.weight);
    let wanted = |face: &&resvg::usvg::fontdb::FaceInfo| {
        Some(face.weight) == weight && face.families.iter().any(|(name, _)| name == family)
    };
    let others = fonts.faces().filter(|face| !wanted(face)).map(|face| face.id);
    used.iter().copied().chain(others).collect()
}

fn pixels(tree: &Tree) -> Result<Vec<u8>, String> {
    let size = tree.size();
    let pixel_count = |length: f32| (length * PIXELS_PER_UNIT).round() as u32;
    let (width, height) = (pixel_count(size.width()), pixel_count(size.height()));
    let mut pixmap =
        Pixmap::new(width, height).ok_or_else(|| format!("{width} x {height} pixels are too many"))?;
    let zoom = Transform::from_scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
    resvg::render(tree, zoom, &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| error.to_string())
}
