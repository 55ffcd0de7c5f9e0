//! A figure as a list of shapes on whole pixels: what the plots make, and what becomes SVG and PNG.

use std::collections::BTreeSet;

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color, FontDesc, FontFamily, FontStyle, FontTransform, RGBAColor, ShapeStyle, TextStyle,
};

use crate::text::visible;

use super::text::{FONT_FAMILIES, Weight, width};

/// A place on the canvas in pixels, from the upper left corner.
pub type Point = (i32, i32);

/// A colour and how much of it covers what lies beneath.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink {
    /// Red, green and blue.
    pub rgb: (u8, u8, u8),
    /// 0 for nothing, 1 for opaque.
    pub alpha: f64,
}

impl Ink {
    /// An opaque colour.
    #[must_use]
    pub const fn opaque(rgb: (u8, u8, u8)) -> Ink {
        Ink { rgb, alpha: 1.0 }
    }

    /// The same colour, but so transparent.
    #[must_use]
    pub const fn with_alpha(self, alpha: f64) -> Ink {
        Ink { rgb: self.rgb, alpha }
    }

    fn color(self) -> RGBAColor {
        let (red, green, blue) = self.rgb;
        RGBAColor(red, green, blue, self.alpha)
    }

    fn fill(self) -> ShapeStyle {
        self.color().filled()
    }

    fn stroke(self, thickness: u32) -> ShapeStyle {
        self.color().stroke_width(thickness)
    }
}

/// How a line is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dash {
    /// Not at all.
    Solid,
    /// Strokes and gaps of so many pixels.
    Broken {
        /// The length of a stroke.
        stroke: i32,
        /// The length of a gap.
        gap: i32,
    },
}

/// Which end of a text lies at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// Which way a text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    Across,
    /// From the bottom to the top, for the titles of vertical axes.
    Upward,
}

/// A line of text; it is centred vertically on its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The place.
    pub at: Point,
    /// The text.
    pub text: String,
    /// The height of the font in pixels.
    pub size: u32,
    /// How heavy.
    pub weight: Weight,
    /// Which end lies at the place.
    pub anchor: Anchor,
    /// Which way it runs.
    pub direction: Direction,
    /// The colour.
    pub ink: Ink,
}

impl Label {
    /// The rectangle that the text needs, estimated: upper left and lower right corner.
    #[must_use]
    pub fn bounds(&self) -> (Point, Point) {
        let (x, y) = self.at;
        let length = width(&self.text, self.size, self.weight);
        let half = self.size as i32 / 2;
        let before = match self.anchor {
            Anchor::Start => 0,
            Anchor::Middle => length / 2,
            Anchor::End => length,
        };
        match self.direction {
            Direction::Across => ((x - before, y - half), (x - before + length, y + half)),
            Direction::Upward => ((x - half, y + before - length), (x + half, y + before)),
        }
    }
}

/// One thing on the canvas.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A filled polygon.
    Area(Vec<Point>, Ink),
    /// A filled rectangle from its upper left to its lower right corner.
    Block(Point, Point, Ink),
    /// A line through points, so many pixels thick.
    Line(Vec<Point>, Ink, u32, Dash),
    /// A filled circle around a point with a radius.
    Disc(Point, i32, Ink),
    /// A line of text.
    Text(Label),
}

/// A canvas of a size and what is drawn on it, from back to front.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// Width in pixels.
    pub width: i32,
    /// Height in pixels.
    pub height: i32,
    /// The shapes, from back to front.
    pub shapes: Vec<Shape>,
}

impl Drawing {
    /// An empty white canvas; its height may still grow while it is drawn on.
    #[must_use]
    pub fn new(width: i32, height: i32) -> Drawing {
        Drawing { width, height, shapes: Vec::new() }
    }

    /// Adds a shape in front of the others.
    pub fn add(&mut self, shape: Shape) {
        self.shapes.push(shape);
    }

    /// Adds a rectangle; one that is thinner than a pixel is drawn as thin as a pixel.
    pub fn block(&mut self, corner: Point, opposite: Point, ink: Ink) {
        let (left, right) = (corner.0.min(opposite.0), corner.0.max(opposite.0).max(corner.0 + 1));
        let (top, bottom) = (corner.1.min(opposite.1), corner.1.max(opposite.1).max(corner.1 + 1));
        self.add(Shape::Block((left, top), (right, bottom), ink));
    }

    /// Adds a line.
    pub fn line(&mut self, points: Vec<Point>, ink: Ink, thickness: u32, dash: Dash) {
        if points.len() > 1 {
            self.add(Shape::Line(points, ink, thickness, dash));
        }
    }

    /// Adds a line of text.
    pub fn text(&mut self, mut label: Label) {
        // Some characters are none in XML, and others turn what follows round.
        label.text = visible(&label.text).into_owned();
        if !label.text.is_empty() {
            self.add(Shape::Text(label));
        }
    }

    /// The texts, from back to front.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.shapes.iter().filter_map(|shape| match shape {
            Shape::Text(label) => Some(label),
            Shape::Area(..) | Shape::Block(..) | Shape::Line(..) | Shape::Disc(..) => None,
        })
    }

    /// The same drawing, its texts without characters that no font at hand can show.
    #[must_use]
    pub fn without(&self, missing: &BTreeSet<char>) -> Drawing {
        let mut drawing = self.clone();
        for shape in &mut drawing.shapes {
            if let Shape::Text(label) = shape {
                label.text = super::text::without(&label.text, missing);
            }
        }
        drawing
    }

    /// The drawing as an SVG document.
    #[must_use]
    pub fn svg(&self) -> String {
        document(self)
    }
}

const IN_MEMORY: &str = "a drawing in memory cannot fail";

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

fn document(drawing: &Drawing) -> String {
    let mut document = String::new();
    let size = (drawing.width.unsigned_abs(), drawing.height.unsigned_abs());
    let area = SVGBackend::with_string(&mut document, size).into_drawing_area();
    area.fill(&Ink::opaque((255, 255, 255)).color()).expect(IN_MEMORY);
    for shape in &drawing.shapes {
        put_shape(&area, shape);
    }
    area.present().expect(IN_MEMORY);
    drop(area);
    document
}

fn put_shape(area: &Area<'_>, shape: &Shape) {
    let drawn = match shape {
        Shape::Area(points, ink) => area.draw(&Polygon::new(points.clone(), ink.fill())),
        Shape::Block(corner, opposite, ink) => area.draw(&Rectangle::new([*corner, *opposite], ink.fill())),
        Shape::Line(points, ink, thickness, Dash::Solid) => {
            area.draw(&PathElement::new(points.clone(), ink.stroke(*thickness)))
        }
        Shape::Line(points, ink, thickness, Dash::Broken { stroke, gap }) => {
            area.draw(&DashedPathElement::new(points.iter().copied(), *stroke, *gap, ink.stroke(*thickness)))
        }
        Shape::Disc(center, radius, ink) => area.draw(&Circle::new(*center, *radius, ink.fill())),
        Shape::Text(label) => area.draw(&Text::new(label.text.as_str(), label.at, text_style(label))),
    };
    drawn.expect(IN_MEMORY);
}

fn text_style(label: &Label) -> TextStyle<'static> {
    let style = match label.weight {
        Weight::Regular => FontStyle::Normal,
        Weight::Bold => FontStyle::Bold,
    };
    let transform = match label.direction {
        Direction::Across => FontTransform::None,
        Direction::Upward => FontTransform::Rotate270,
    };
    let side = match label.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    // The SVG backend divides the size by 1.24, its idea of the ratio of line height to font size.
    FontDesc::new(FontFamily::Name(FONT_FAMILIES), f64::from(label.size) * 1.24, style)
        .transform(transform)
        .color(&label.ink.color())
        .pos(Pos::new(side, VPos::Center))
}
