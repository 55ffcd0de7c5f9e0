//! How expressions are written: the usual precedences, `^` before a sign and from the right, everything else from the left.

use super::expression::{FUNCTIONS, OPERATIONS, Operation, Term, VARIABLES};
use winnow::Parser;
use winnow::ascii::{float, multispace0};
use winnow::combinator::{Infix, Prefix, expression};
use winnow::error::ParserError;
use winnow::token::take_while;

/// Why a text is no expression.
#[derive(Debug, Clone)]
struct Misread {
    /// How much of the text was left where the mistake stands.
    left: usize,
    /// The fault there; nothing while something else may still fit.
    why: Option<String>,
}

impl ParserError<&str> for Misread {
    type Inner = Misread;

    fn from_input(input: &&str) -> Misread {
        Misread { left: input.len(), why: None }
    }

    fn is_backtrack(&self) -> bool {
        self.why.is_none()
    }

    fn into_inner(self) -> Result<Misread, Misread> {
        Ok(self)
    }
}

const OPERAND: &str = "expected a number, a variable, a function or `(`";

/// Reads a whole text; tells the byte of the mistake and what it is.
pub(super) fn parse(text: &str) -> Result<Term, (usize, String)> {
    let mut rest = text;
    let read = sum(&mut rest).and_then(|term| match rest {
        "" => Ok(term),
        _ => Err(misread(rest, format!("expected an operator, found `{}`", first_of(rest)))),
    });
    read.map_err(|wrong| (text.len() - wrong.left, wrong.why.unwrap_or_else(|| OPERAND.into())))
}

fn misread(rest: &str, why: impl Into<String>) -> Misread {
    Misread { left: rest.len(), why: Some(why.into()) }
}

fn first_of(rest: &str) -> &str {
    let len = rest.chars().next().map_or(0, char::len_utf8);
    &rest[..len]
}

/// An expression and the blanks behind it.
fn sum(input: &mut &str) -> Result<Term, Misread> {
    spaces(input)?;
    expression(operand).prefix(sign).infix(operator).parse_next(input)
}

fn spaces(input: &mut &str) -> Result<(), Misread> {
    multispace0.void().parse_next(input)
}

fn sign<'i>(input: &mut &'i str) -> Result<Prefix<&'i str, Term, Misread>, Misread> {
    let Some(rest) = input.strip_prefix('-') else { return Err(misread(input, OPERAND)) };
    *input = rest;
    spaces(input)?;
    Ok(Prefix(3, |_, term| Ok(Term::Minus(Box::new(term)))))
}

fn operator<'i>(input: &mut &'i str) -> Result<Infix<&'i str, Term, Misread>, Misread> {
    let infix = match input.chars().next() {
        Some('+') => Infix::Left(1, |_, a, b| pair(Operation::Add, a, b)),
        Some('-') => Infix::Left(1, |_, a, b| pair(Operation::Subtract, a, b)),
        Some('*') => Infix::Left(2, |_, a, b| pair(Operation::Multiply, a, b)),
        Some('/') => Infix::Left(2, |_, a, b| pair(Operation::Divide, a, b)),
        Some('^') => Infix::Right(5, |_, a, b| pair(Operation::Power, a, b)),
        Some(_) | None => return Err(Misread::from_input(input)),
    };
    *input = &input[1..];
    spaces(input)?;
    Ok(infix)
}

fn pair(operation: Operation, left: Term, right: Term) -> Result<Term, Misread> {
    Ok(Term::Operation(operation, Box::new([left, right])))
}

/// A number, a variable, a function of something, or an expression in brackets.
fn operand(input: &mut &str) -> Result<Term, Misread> {
    let term = match input.chars().next() {
        Some(first) if first.is_ascii_digit() || first == '.' => float.map(Term::Number).parse_next(input)?,
        Some(first) if first.is_ascii_alphabetic() || first == '_' => named(input)?,
        Some('(') => {
            token(input, '(')?;
            let inner = sum(input)?;
            token(input, ')')?;
            inner
        }
        Some(_) | None => return Err(Misread::from_input(input)),
    };
    spaces(input)?;
    Ok(term)
}

fn named(input: &mut &str) -> Result<Term, Misread> {
    let before = *input;
    let name: &str = take_while(1.., |c: char| c.is_ascii_alphanumeric() || c == '_').parse_next(input)?;
    spaces(input)?;
    if let Some(variable) = VARIABLES.iter().find(|known| known.name == name) {
        return Ok(Term::Variable(variable));
    }
    if let Some((_, function)) = FUNCTIONS.iter().find(|known| known.0 == name) {
        token(input, '(')?;
        let inner = sum(input)?;
        token(input, ')')?;
        return Ok(Term::Function(*function, Box::new(inner)));
    }
    if let Some((_, operation)) = OPERATIONS.iter().find(|known| known.0 == name) {
        token(input, '(')?;
        let left = sum(input)?;
        token(input, ',')?;
        let right = sum(input)?;
        token(input, ')')?;
        return pair(*operation, left, right);
    }
    let variables: Vec<&str> = VARIABLES.iter().map(|known| known.name).collect();
    let functions = FUNCTIONS.iter().map(|known| known.0).chain(OPERATIONS.iter().map(|known| known.0));
    let functions: Vec<&str> = functions.collect();
    let (variables, functions) = (variables.join(", "), functions.join(", "));
    Err(misread(
        before,
        format!("no variable `{name}`; there are {variables}, and the functions {functions}"),
    ))
}

fn token(input: &mut &str, expected: char) -> Result<(), Misread> {
    spaces(input)?;
    let Some(rest) = input.strip_prefix(expected) else {
        return Err(misread(input, format!("expected `{expected}`")));
    };
    *input = rest;
    Ok(())
}
